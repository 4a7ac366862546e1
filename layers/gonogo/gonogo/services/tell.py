"""Note who is to be told of runs and batches: the addresses of a start, and webhooks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gonogo.domain.batch import Batch
from gonogo.domain.delivery import Delivery, Subject, delivery_id
from gonogo.domain.ids import WebhookId, number_of
from gonogo.domain.run import Run
from gonogo.domain.webhook import Webhook, WebhookEvent
from gonogo.ports import Clock, Deliveries, Standings, Webhooks


@dataclass(frozen=True, slots=True)
class Telling:
    """What noting needs."""

    deliveries: Deliveries
    webhooks: Webhooks
    standings: Standings
    clock: Clock


def tell_run(run: Run, to: Telling) -> bool:
    """Note every delivery about a run that ended; whether there is one. Safe to repeat."""
    good = run.status == "passed"
    about = f"run {run.test} {run.environment or ''} {run.location}"
    wanted = _wanted(
        to.webhooks.of_project(run.project) if run.notify else (),
        "run.finished",
        good,
        lambda: to.standings.turn(run.project, about, run.number, good),
    )
    for url in run.webhooks:
        to.deliveries.plan(_of_run(run, url, to.clock.now(), url=url, dialect=run.dialect))
    for each in wanted:
        to.deliveries.plan(
            _of_run(run, each.id, to.clock.now(), webhook=each.id, dialect=each.format)
        )
    return bool(run.webhooks or wanted)


def tell_start(run: Run, to: Telling) -> tuple[Delivery, ...]:
    """Note every delivery about a batch whose first run begins; they are returned. Safe to repeat.

    Nobody who hears only of no-gos or changes is told: a start is neither.
    """
    if not run.notify or run.number != _number(run) + 1:
        return ()
    now = to.clock.now()
    noted = tuple(
        Delivery(
            subject=Subject("batch", run.batch),
            id=delivery_id(f"{each.id} start"),
            project=run.project,
            event="batch.started",
            webhook=each.id,
            dialect=each.format,
            number=_number(run),
            due_at=now,
            created_at=now,
        )
        for each in to.webhooks.of_project(run.project)
        if each.enabled and each.when == "always" and "batch.started" in each.events
    )
    for delivery in noted:
        to.deliveries.plan(delivery)
    return noted


def tell_batch(batch: Batch, to: Telling) -> None:
    """Note every delivery about a batch that is over, if it is to be told. Safe to repeat."""
    if not batch.terms.notify:
        return
    good = batch.verdict == "go"
    wanted = _wanted(
        to.webhooks.of_project(batch.project),
        "batch.finished",
        good,
        lambda: to.standings.turn(batch.project, f"batch {batch.target}", batch.number, good),
    )
    now = to.clock.now()
    for each in wanted:
        to.deliveries.plan(
            Delivery(
                subject=Subject("batch", batch.id),
                id=delivery_id(each.id),
                project=batch.project,
                event="batch.finished",
                webhook=each.id,
                dialect=each.format,
                number=batch.number,
                due_at=now,
                created_at=now,
            )
        )


def _wanted(
    webhooks: tuple[Webhook, ...], event: WebhookEvent, good: bool, turn: Callable[[], bool]
) -> list[Webhook]:
    """Those to be told; whether it is a change is asked only if one of them wants to know."""
    open_ = [each for each in webhooks if each.enabled and event in each.events]
    changed = turn() if any(each.when == "change" for each in open_) else False
    told = {"always": True, "no-go": not good, "change": changed}
    return [each for each in open_ if told[each.when]]


def _number(run: Run) -> int:
    """Its batch's."""
    return number_of("batch", run.batch)


def _of_run(
    run: Run,
    receiver: str,
    now: float,
    *,
    dialect: str,
    url: str = "",
    webhook: WebhookId | None = None,
) -> Delivery:
    index = run.number - _number(run) - 1
    return Delivery(
        subject=Subject("batch", run.batch),
        id=delivery_id(receiver, index),
        project=run.project,
        event="run.finished",
        run=run.id,
        webhook=webhook,
        url=url,
        dialect=dialect,
        number=run.number,
        due_at=now,
        created_at=now,
    )
