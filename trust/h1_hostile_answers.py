"""H1: every hostile answer ends in time, within memory, and with a truthful result."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from gonogo.egress.deadline import Deadline, Watchdog
from trust._figure import Figure
from trust._tests import shown_by

_GUARD = Deadline.guard


def _once_per_connection() -> AbstractContextManager[object]:
    """Only the request that opened a connection can be cut; on a kept one nothing ends."""
    opened: set[int] = set()

    def guard(deadline: Deadline, target: Any) -> None:
        if target is None or id(target) not in opened:
            opened.add(id(target))
            _GUARD(deadline, target)

    return patch.object(Deadline, "guard", guard)


def _cut_unnoticed() -> AbstractContextManager[object]:
    """The connection is shut, and its end is taken for the answer's."""

    def fire(dog: Watchdog) -> None:
        now = time.monotonic()
        for deadline in [each for each in dog.live if each.expires <= now]:
            dog.live.discard(deadline)
            if deadline.target is not None:
                deadline.target.cut()

    return patch.object(Watchdog, "_fire", fire)


_TESTS = "tests/integration/egress/test_hostile_answers.py"
_KEPT = "tests/integration/egress/test_connections.py::test_deadline_holds_on_a_kept_connection"
FIGURE = Figure(
    id="H1",
    claim="hostile answers, over TLS too, that outlive their deadline by half a second, need more "
    "than 64 MB, or are told as something else than they were",
    bar="0; at least 33 answers",
    measure=shown_by(
        _KEPT,
        f"{_TESTS}::test_slow_answers_end_at_the_deadline",
        f"{_TESTS}::test_every_case_is_expected",
        f"{_TESTS}::test_it_ends_in_time",
        f"{_TESTS}::test_endless_answers_are_cut",
        f"{_TESTS}::test_broken_answers_are_named",
        f"{_TESTS}::test_odd_answers_are_taken_whole",
        f"{_TESTS}::test_redirect_loop_ends_at_its_limit",
        f"{_TESTS}::test_memory_stays_bounded",
        f"{_TESTS}::test_deadline_holds_through_tls",
        at_least=90,
    ),
    planted={
        "a kept connection cannot be cut": _once_per_connection,
        "a cut is taken for an end": _cut_unnoticed,
    },
)
