"""K4: credentials of every kind go through every function, and no log line shows one."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from gonogo.domain.delivery import Delivery
from gonogo.services import deliver
from gonogo.services.compose import compose as composed
from gonogo.services.gates import ask
from gonogo.web import api
from trust._figure import Figure
from trust._tests import shown_by

_log = logging.getLogger("gonogo.planted")


def _paths_logged() -> AbstractContextManager[object]:
    """A line for each call, with its path: the id in a trigger's URL is a secret."""
    answer = api._Api.answer

    def told(self: Any, event: Any, context: object = None) -> Any:
        _log.info("called", extra={"path": event["rawPath"]})
        return answer(self, event, context)

    return patch.object(api._Api, "answer", told)


def _events_logged() -> AbstractContextManager[object]:
    """What came from a control plane, as it came: with the credentials of its job."""
    asked = ask.ask

    def told(event: Any, to: Any) -> object:
        _log.debug("asked: %s", event)
        return asked(event, to)

    return patch.object(ask, "ask", told)


def _letters_logged() -> AbstractContextManager[object]:
    """The address that a delivery goes to: Slack's has its token in the path."""

    def told(delivery: Delivery, to: Any) -> Any:
        letter = composed(delivery, to)
        _log.info("to %s", getattr(letter, "request", letter))
        return letter

    return patch.object(deliver, "compose", told)


_TESTS = "tests/integration/test_canaries.py"
FIGURE = Figure(
    id="K4",
    claim="canaries (secrets, keys, triggers, sessions, signing secrets, tokens, credentials of "
    "pipelines; used, mistyped, echoed, in code that breaks) found in logs, results, reports, "
    "tables; also URL-encoded, in base64, JSON, HTML and hex",
    bar="0 of at least 14, each in 10 forms",
    measure=shown_by(
        f"{_TESTS}::test_everything_happened",
        f"{_TESTS}::test_no_log_line_shows_a_canary",
        f"{_TESTS}::test_no_result_and_no_report_shows_a_secret",
        f"{_TESTS}::test_no_table_holds_one_in_the_clear",
        at_least=4,
    ),
    planted={
        "paths are logged": _paths_logged,
        "events are logged": _events_logged,
        "addresses of deliveries are logged": _letters_logged,
    },
)
