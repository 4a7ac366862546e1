"""W1: what we sign is what others verify, and what cannot be read breaks nothing."""

from __future__ import annotations

import json
from base64 import b64encode
from contextlib import AbstractContextManager
from hashlib import sha256
from hmac import digest
from unittest.mock import patch

from gonogo.domain.webhook import key_in
from trust._figure import Figure
from trust._tests import shown_by


def _without_the_time() -> AbstractContextManager[object]:
    """A signature that is good for ever."""

    def standard(secret: str, id: str, _seconds: int, body: bytes) -> str:
        signed = digest(key_in(secret), f"{id}.".encode() + body, sha256)
        return "v1," + b64encode(signed).decode()

    return patch("gonogo.notifiers.webhook.standard", standard)


def _lenient() -> AbstractContextManager[object]:
    """The standard library's reader: deep documents break it, and of two values it takes one."""
    return patch("gonogo.dialects.reflect._github.read_json", json.loads)


_TESTS = "tests/unit/notifiers/test_signatures.py"
_HOSTILE = "tests/integration/test_hostile_deliveries.py"
FIGURE = Figure(
    id="W1",
    claim="published vectors of signatures (Standard Webhooks, Svix, GitHub) that we make; "
    "unreadable deliveries of 48 that start something or are answered with a 5xx",
    bar="3 of 3; 0 of at least 40",
    measure=shown_by(
        f"{_TESTS}::test_a_published_vector_is_made",
        f"{_TESTS}::test_githubs_vector_is_made",
        f"{_TESTS}::test_every_secret_in_use_signs_and_the_time_is_of_the_attempt",
        f"{_HOSTILE}::test_an_unreadable_delivery_starts_nothing_and_breaks_nothing",
        at_least=5,
    ),
    planted={"the time is not signed": _without_the_time, "a lenient reader": _lenient},
)
