"""Make the request of a delivery: in the words of its receiver, and signed for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from gonogo.domain.batch import Tally
from gonogo.domain.commands import BatchView, RunView
from gonogo.domain.delivery import DELIVERY_TIMEOUT, Delivery
from gonogo.domain.http import HttpRequest
from gonogo.domain.ids import BatchId
from gonogo.domain.reasons import reasons_of, reasons_of_run
from gonogo.domain.webhook import Webhook, in_use
from gonogo.errors import Invalid
from gonogo.notifiers import notifiers
from gonogo.notifiers._contract import Told, post
from gonogo.ports import Catalog, Clock, Runs, Webhooks
from gonogo.services.browse import batch_view_of, view_of

View = RunView | BatchView
_GONE = "What it tells about is no longer there."


@dataclass(frozen=True, slots=True)
class Composing:
    """What composing needs; `document` gives an outcome in the words of a dialect.

    A batch that is not over is one that begins.
    """

    catalog: Catalog
    runs: Runs
    webhooks: Webhooks
    clock: Clock
    document: Callable[[str, View], Mapping[str, object]]
    public_base: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is sent, and what must not be shown of it."""

    request: HttpRequest
    webhook: Webhook | None = None
    secrets: tuple[str, ...] = field(default=(), repr=False)


def compose(delivery: Delivery, to: Composing) -> Letter | str:
    """The request of a delivery, or the sentence that says why there can be none."""
    if delivery.webhook is None:
        view = _view(delivery, to)
        if view is None:
            return _GONE
        body = json.dumps(to.document(delivery.dialect, view), ensure_ascii=False).encode()
        return Letter(request=post(delivery.url, body, timeout=DELIVERY_TIMEOUT))
    webhook = to.webhooks.find(delivery.project, delivery.webhook)
    if webhook is None:
        return "The webhook was deleted."
    asked_for = delivery.round > 0 or delivery.event == "webhook.test"
    if not webhook.enabled and not asked_for:
        return "The webhook is disabled."
    return _by_notifier(delivery, webhook, to)


def _by_notifier(delivery: Delivery, webhook: Webhook, to: Composing) -> Letter | str:
    secrets = in_use(to.webhooks.secrets(webhook.project, webhook.id), to.clock.now())
    try:
        if delivery.event == "webhook.test":
            told = _trial(delivery, webhook, to)
        else:
            view = _view(delivery, to)
            if view is None:
                return _GONE
            told = _told(delivery, view, to)
        request = notifiers[webhook.kind].render(told, webhook.settings, secrets)
    except Invalid as error:
        return f"{error.message} Accepted: {error.accepted}." if error.accepted else error.message
    return Letter(request=request, webhook=webhook, secrets=secrets)


def _view(delivery: Delivery, to: Composing) -> View | None:
    """The run or batch that it tells about, with results; None if it is not there any more."""
    if delivery.run is not None:
        run = to.runs.run(delivery.run)
        if run is None or not run.over:
            return None
        return replace(view_of(run, to.catalog, to.runs), batch=to.runs.batch(run.batch))
    batch = to.runs.batch(BatchId(delivery.subject.id))
    if delivery.event == "batch.started":
        # As it stood then, however late this is told.
        begun = replace(batch, tally=Tally()) if batch else None
        return batch_view_of(begun, to.catalog, to.runs, results=False) if begun else None
    return batch_view_of(batch, to.catalog, to.runs) if batch and batch.over else None


def _told(delivery: Delivery, view: View, to: Composing) -> Told:
    document = to.document(delivery.dialect, view)
    at, base = to.clock.now(), to.public_base
    if isinstance(view, RunView):
        run = view.run
        return Told(
            id=delivery.address,
            event=delivery.event,
            at=at,
            document=document,
            project=view.project.name,
            subject=f"test {run.test_name}",
            status=run.status,
            good=run.status == "passed",
            summary=f"{run.environment_name or 'no environment'}, {run.location}",
            reasons=tuple(reason.message for reason in reasons_of_run(view)),
            page=f"{base}/ui/runs/{run.id}",
            variables=run.variables,
        )
    batch = view.batch
    start = delivery.event == "batch.started"
    runs = "1 run" if batch.total == 1 else f"{batch.total} runs"
    return Told(
        id=delivery.address,
        event=delivery.event,
        at=at,
        document=document,
        project=view.project.name,
        subject=batch.target,
        status="started" if start else batch.verdict or "",
        good=start or batch.verdict == "go",
        summary=runs if start else f"{batch.tally.passed} of {batch.total} runs passed",
        reasons=tuple(_line(reason.test, reason.message) for reason in reasons_of(view)),
        page=f"{base}/ui/batches/{batch.id}",
        # Who started it may have told the commit as a fact of the build instead.
        variables={**batch.terms.facts, **(view.runs[0].run.variables if view.runs else {})},
    )


def _line(test: str, message: str) -> str:
    return f"{test}: {message}" if test else message


def _trial(delivery: Delivery, webhook: Webhook, to: Composing) -> Told:
    """An event that means nothing but that telling works."""
    return Told(
        id=delivery.address,
        event=delivery.event,
        at=to.clock.now(),
        document={
            "event": delivery.event,
            "webhook": {"id": webhook.id, "name": webhook.name, "project": webhook.project},
        },
        project=webhook.project,
        subject="a trial of this webhook",
        status="go",
        good=True,
        summary="Telling works. Nothing was tested.",
        page=to.public_base,
    )
