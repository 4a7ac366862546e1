"""W2: forged messages of SNS do nothing, and nothing is fetched for them."""

from __future__ import annotations

import base64
import json
import socket
from contextlib import AbstractContextManager, suppress
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from gonogo.services.gates import ask
from gonogo.web import api
from trust._figure import Figure
from trust._tests import shown_by


def _fetch(url: str) -> None:
    with suppress(OSError, ValueError):
        socket.create_connection((urlsplit(url).hostname, 443), timeout=1)


def _confirmed() -> AbstractContextManager[object]:
    """A subscription is confirmed by getting the address that the message names."""
    asked = ask.ask

    def eager(event: Any, to: Any) -> object:
        if "SubscribeURL" in event:
            _fetch(event["SubscribeURL"])
        return asked(event, to)

    return patch.object(ask, "ask", eager)


def _certificates() -> AbstractContextManager[object]:
    """A message posted to any address has its certificate fetched first."""
    answer = api._Api.answer

    def eager(self: Any, event: Any, context: object = None) -> Any:
        with suppress(ValueError, TypeError, KeyError):
            message = json.loads(base64.b64decode(event["body"]))
            if message["SigningCertURL"].startswith("https://sns."):
                _fetch(message["SigningCertURL"])
        return answer(self, event, context)

    return patch.object(api._Api, "answer", eager)


_TESTS = "tests/integration/test_hostile_deliveries.py"
FIGURE = Figure(
    id="W2",
    claim="forged messages of SNS (certificates and subscriptions at 10 hosts; posted to every "
    "kind of address, or as events of the function) that do anything; names looked up for them",
    bar="0 of 30; 0",
    measure=shown_by(
        f"{_TESTS}::test_forged_notices_over_https_do_nothing",
        f"{_TESTS}::test_a_trigger_starts_whatever_is_posted_to_it_and_fetches_none_of_it",
        f"{_TESTS}::test_forged_notices_to_the_function_fetch_nothing",
        at_least=3,
    ),
    planted={"subscriptions are confirmed": _confirmed, "certificates are fetched": _certificates},
)
