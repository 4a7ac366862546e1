"""Tell the outcome of a run to its webhooks, and keep the log of every attempt."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit, urlunsplit

from gonogo.domain.commands import RunView
from gonogo.domain.delivery import DELIVERY_TIMEOUT, PAUSES, Attempt, Delivery
from gonogo.domain.http import Headers, HttpRequest
from gonogo.domain.ids import RunId
from gonogo.errors import HttpFailure
from gonogo.ports import Catalog, Clock, Deliveries, HttpSender, Runs
from gonogo.services.browse import view_of


@dataclass(frozen=True, slots=True)
class Delivering:
    """What delivering needs; `render` gives the body in the words of a dialect."""

    deliveries: Deliveries
    catalog: Catalog
    runs: Runs
    http: HttpSender
    clock: Clock
    render: Callable[[str, RunView], Mapping[str, object]]


def deliver_run(run_id: RunId, to: Delivering) -> int:
    """Send every webhook of a run whose time has come; returns how many were tried.

    An address is told again after a lost answer or a lost reporter: at least once.
    """
    tried = 0
    view: RunView | None = None
    for noted in to.deliveries.of_run(run_id):
        delivery = to.deliveries.claim(run_id, noted.id, to.clock.now())
        if delivery is None:
            continue
        view = view or _view(run_id, to)
        if view is not None:
            to.deliveries.record(_after(delivery, _attempt(delivery, view, to), to.clock.now()))
            tried += 1
    return tried


def _view(run_id: RunId, to: Delivering) -> RunView | None:
    run = to.runs.run(run_id)
    return view_of(run, to.catalog, to.runs) if run and run.over else None


def _attempt(delivery: Delivery, view: RunView, to: Delivering) -> Attempt:
    """One POST; whatever goes wrong is the attempt's answer."""
    body = json.dumps(to.render(delivery.dialect, view), ensure_ascii=False).encode()
    url, authorization = _address(delivery.url)
    request = HttpRequest(
        method="POST",
        url=url,
        headers=(("Content-Type", "application/json"), ("User-Agent", "gonogo"), *authorization),
        body=body,
        timeout=DELIVERY_TIMEOUT,
        follow_redirects=False,
        max_body=64 * 1024,
    )
    session = to.http.session()
    at = to.clock.now()
    try:
        return Attempt(at=at, status=session.send(request).status)
    except HttpFailure as failure:
        return Attempt(at=at, problem=failure.message, permanent=failure.permanent)
    finally:
        session.close()


def _address(url: str) -> tuple[str, Headers]:
    """The address without its user and password, which go into a header as browsers send them."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url, ()  # sending it says what is wrong with it
    if parts.username is None:
        return url, ()
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    return urlunsplit(bare), (("Authorization", f"Basic {b64encode(pair.encode()).decode()}"),)


def _after(delivery: Delivery, attempt: Attempt, now: float) -> Delivery:
    """The delivery's state after an attempt: only 2xx is success, only some failures pass."""
    attempts = (*delivery.attempts, attempt)
    tried = replace(delivery, attempts=attempts)
    if attempt.status is not None and 200 <= attempt.status < 300:
        return replace(tried, state="delivered")
    if not _passing(attempt) or len(attempts) > len(PAUSES):
        return replace(tried, state="given_up")
    return replace(tried, due_at=now + PAUSES[len(attempts) - 1])


def _passing(attempt: Attempt) -> bool:
    """Whether the failure may be gone at the next attempt: no answer, 429 or 5xx."""
    if attempt.status is None:
        return not attempt.permanent
    return attempt.status == 429 or attempt.status >= 500
