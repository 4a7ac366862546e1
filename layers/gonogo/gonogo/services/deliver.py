"""Tell what is due to whom it concerns, and keep the log of every attempt."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime

from gonogo.domain.delivery import (
    KEPT_ATTEMPTS,
    LONGEST_PAUSE,
    PAUSES,
    WEBHOOK_PAUSES,
    Attempt,
    Delivery,
    Outcome,
    Subject,
    place_of,
)
from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.domain.ids import number_of
from gonogo.domain.webhook import Webhook
from gonogo.errors import Conflict, HttpFailure
from gonogo.ports import Announcer, Clock, Deliveries, HttpSender, Webhooks
from gonogo.services.compose import Composing, Letter, compose

_log = logging.getLogger(__name__)

BUDGET = 40.0
"""Seconds in which one reporter begins attempts: the last may take 15 more of its 60."""
HEAD = 500
"""Characters of an answer that the log shows."""
GONE = 410
SOON = 4.0
"""Seconds that a reporter waits for the next attempt itself; the janitor comes by the minute."""
_CONFLICTS = 5
_SHORTEST_SECRET = 8


@dataclass(frozen=True, slots=True)
class Delivering:
    """What delivering needs."""

    deliveries: Deliveries
    webhooks: Webhooks
    composing: Composing
    announcer: Announcer
    http: HttpSender
    clock: Clock
    pauses: Callable[[str], tuple[float, ...]] = lambda dialect: PAUSES
    """What a dialect promises of addresses that came with a start."""


def deliver_outcome(outcome: Outcome, to: Delivering) -> int:
    """Send what an outcome is about and whose time has come; returns how much was tried.

    A receiver is told again after a lost answer or a lost reporter: at least once, under one id.
    """
    if outcome.delivery is not None:
        subject, id = place_of(outcome.delivery)
        return _deliver_all(subject, [id], to)
    if outcome.batch is None:
        return 0
    subject = Subject("batch", outcome.batch)
    if outcome.run is not None:
        index = number_of("run", outcome.run) - number_of("batch", outcome.batch) - 1
        return _deliver_all(subject, _open(to.deliveries.of(subject, index)), to)
    of_batch = [each for each in to.deliveries.of(subject) if each.run is None]
    return _deliver_all(subject, _open(tuple(of_batch)), to)


def _open(deliveries: tuple[Delivery, ...]) -> list[str]:
    return [each.id for each in deliveries if each.state == "waiting"]


def _deliver_all(subject: Subject, ids: list[str], to: Delivering) -> int:
    """One after the other, while there is time; the janitor wakes another for the rest."""
    tried, until = 0, to.clock.now() + BUDGET
    for id in ids:
        if to.clock.now() >= until:
            break
        delivery = to.deliveries.claim(subject, id, to.clock.now())
        while delivery is not None:
            tried += 1
            delivery = _soon(_deliver(delivery, to), until, to)
    return tried


def _soon(delivery: Delivery, until: float, to: Delivering) -> Delivery | None:
    """The delivery once more, if its next attempt is so near that waiting for it is best."""
    wait = delivery.due_at - to.clock.now()
    if delivery.state != "waiting" or wait > SOON or delivery.due_at >= until:
        return None
    to.clock.sleep(max(0.0, wait))
    return to.deliveries.claim(delivery.subject, delivery.id, to.clock.now())


def _deliver(delivery: Delivery, to: Delivering) -> Delivery:
    """One attempt, noted first in the log and then in the webhook's health."""
    composed = compose(delivery, to.composing)
    if isinstance(composed, Letter):
        attempt = _attempt(composed, to)
        webhook = composed.webhook
    else:
        attempt = Attempt(at=to.clock.now(), problem=composed, permanent=True)
        webhook = None
    after = after_attempt(delivery, attempt, to.clock.now(), to.pauses(delivery.dialect))
    to.deliveries.record(after)
    _log.info(
        "Delivery %s: %s, attempt %d, %s",
        after.address,
        attempt.status or attempt.problem,
        len(after.attempts),
        after.state,
    )
    if webhook is not None and delivery.event != "webhook.test":
        _note_health(webhook, attempt, to)
    return after


def _attempt(letter: Letter, to: Delivering) -> Attempt:
    """One POST; whatever goes wrong is the attempt's answer."""
    at, session = to.clock.now(), to.http.session()
    try:
        response = session.send(letter.request)
    except HttpFailure as failure:
        took = (to.clock.now() - at) * 1000
        return Attempt(
            at=at,
            problem=_masked(failure.message, letter),
            permanent=failure.permanent,
            milliseconds=round(took, 1),
        )
    finally:
        session.close()
    return Attempt(
        at=at,
        status=response.status,
        milliseconds=round(response.timings.total, 1),
        answer=_head(response, letter),
        retry_after=_retry_after(response, at),
    )


def _head(response: HttpResponse, letter: Letter) -> str:
    """What the receiver said, without what it may know of us and without control characters."""
    text = response.body[: 4 * HEAD].decode("utf-8", errors="replace")
    shown = "".join(each if each.isprintable() else " " for each in text)
    return _masked(shown, letter)[:HEAD]


def _masked(text: str, letter: Letter) -> str:
    for secret in (*letter.secrets, *_credentials(letter.request)):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, "***")
    return text


def _credentials(request: HttpRequest) -> tuple[str, ...]:
    return tuple(
        value.partition(" ")[2] for name, value in request.headers if name == "Authorization"
    )


def _retry_after(response: HttpResponse, now: float) -> float | None:
    """Seconds that the receiver asked for: a number or a date."""
    text = (response.header("Retry-After") or "").strip()
    if text.isascii() and text.isdecimal():
        return min(float(text[:9]), LONGEST_PAUSE)
    try:
        wanted = parsedate_to_datetime(text).timestamp() - now if text else None
    except (ValueError, TypeError, OverflowError):
        return None
    return None if wanted is None else min(max(wanted, 0.0), LONGEST_PAUSE)


def after_attempt(
    delivery: Delivery, attempt: Attempt, now: float, promised: tuple[float, ...] = PAUSES
) -> Delivery:
    """The delivery's state after an attempt: only 2xx is success, only some failures pass."""
    attempts = (*delivery.attempts, attempt)[-KEPT_ATTEMPTS:]
    tried = replace(delivery, attempts=attempts, tries=delivery.tries + 1)
    if attempt.arrived:
        return replace(tried, state="delivered")
    pauses = _pauses(delivery, promised)
    if not _passing(delivery, attempt) or tried.tries > len(pauses):
        return replace(tried, state="given_up")
    pause = pauses[tried.tries - 1]
    if delivery.webhook is not None:
        pause *= 1 + _jitter(tried)
    return replace(tried, due_at=now + max(pause, attempt.retry_after or 0.0))


def _pauses(delivery: Delivery, promised: tuple[float, ...]) -> tuple[float, ...]:
    """A trial is one attempt: who asked for it waits for what comes of it."""
    if delivery.event == "webhook.test":
        return ()
    return promised if delivery.webhook is None else WEBHOOK_PAUSES


def _jitter(delivery: Delivery) -> float:
    """Up to a tenth, so that what failed together does not come again together."""
    seed = hashlib.sha256(f"{delivery.address} {delivery.tries}".encode()).digest()
    return seed[0] / 2560


def _passing(delivery: Delivery, attempt: Attempt) -> bool:
    """Whether the failure may be gone at the next attempt.

    At an address of a start that is no answer, 429 or 5xx; a webhook is somebody's own, who may
    mend whatever it answers, unless it says that it is gone.
    """
    if attempt.status is None:
        return not attempt.permanent
    if delivery.webhook is not None:
        return attempt.status != GONE
    return attempt.status == 429 or attempt.status >= 500


def _note_health(webhook: Webhook, attempt: Attempt, to: Delivering) -> None:
    """Count failures in a row; a webhook that is gone, or fails for days, is disabled."""
    for _ in range(_CONFLICTS):
        found = to.webhooks.find(webhook.project, webhook.id)
        if found is None:
            return
        after = health(found, attempt)
        if after is None:
            return
        if found.enabled and not after.enabled:
            _log.warning("The webhook %s is disabled: %s", found.id, after.reason)
            # Told first: twice is better than never.
            to.announcer.publish(
                Outcome(kind="webhook", project=found.project, webhook=found.id, status="disabled")
            )
        try:
            return to.webhooks.save(after)
        except Conflict:
            continue


def health(webhook: Webhook, attempt: Attempt) -> Webhook | None:
    """The webhook after an attempt; None if nothing is to be noted."""
    if attempt.arrived:
        if webhook.failures == 0:
            return None
        return replace(webhook, failures=0, failing_since=None, version=webhook.version + 1)
    since = attempt.at if webhook.failing_since is None else webhook.failing_since
    after = replace(
        webhook,
        failures=webhook.failures + 1,
        failing_since=since,
        version=webhook.version + 1,
    )
    if not webhook.enabled:
        return after
    if attempt.status == GONE:
        return replace(after, enabled=False, reason="It answered 410: it is gone.")
    if after.hopeless(attempt.at):
        days = int((attempt.at - since) // 86_400)
        reason = f"{after.failures} attempts failed in a row, over {days} days."
        return replace(after, enabled=False, reason=reason)
    return after
