"""W3: a receiver that fails six times is told once, logically."""

from __future__ import annotations

from contextlib import AbstractContextManager
from unittest.mock import patch

from gonogo.domain.http import Headers
from gonogo.notifiers import webhook
from gonogo.notifiers._contract import Told
from trust._figure import Figure
from trust._tests import shown_by

_SIGNATURE = webhook.signature


def _signed_once() -> AbstractContextManager[object]:
    """The first attempt's signature is kept and sent again: its time is over by then."""
    kept: dict[str, Headers] = {}

    def signature(told: Told, body: bytes, scheme: str, secrets: tuple[str, ...]) -> Headers:
        return kept.setdefault(told.id, _SIGNATURE(told, body, scheme, secrets))

    return patch.object(webhook, "signature", signature)


def _another_id() -> AbstractContextManager[object]:
    """Each attempt is another delivery to who receives it."""
    count = iter(range(1_000_000))

    def signature(told: Told, body: bytes, scheme: str, secrets: tuple[str, ...]) -> Headers:
        fresh = f"{told.id}-{next(count)}"
        signed = dict(_SIGNATURE(told, body, scheme, secrets))
        return tuple({**signed, "webhook-id": fresh}.items())

    return patch.object(webhook, "signature", signature)


def _impatient() -> AbstractContextManager[object]:
    """A second between attempts, however often they failed."""
    return patch("gonogo.services.deliver._pauses", lambda *_: (1.0,) * 9)


FIGURE = Figure(
    id="W3",
    claim="receivers that fail the first six attempts: deliveries under one id, attempts with a "
    "valid signature of their own time, pauses outside of the schedule and a tenth",
    bar="1; 7 of 7; 0",
    measure=shown_by(
        "tests/unit/services/test_deliver.py::"
        "test_a_webhook_is_told_by_the_sixth_failure_still_under_one_id",
        "tests/unit/services/test_deliver.py::"
        "test_a_webhook_that_never_answers_is_given_up_after_ten_attempts",
        "tests/integration/test_webhooks.py::"
        "test_a_webhook_that_fails_six_times_is_told_once_logically",
        at_least=6,
    ),
    planted={
        "signed once": _signed_once,
        "another id each time": _another_id,
        "no schedule": _impatient,
    },
)
