"""S2: a name that changes its answer between two look-ups never leads inside."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from gonogo.egress.resolver import AddressInfo, Guard
from trust._figure import Figure
from trust._tests import shown_by

_ADDRESSES = Guard.addresses


def _asked_twice() -> AbstractContextManager[object]:
    """The classic: one look-up is judged, and another one is connected to."""

    def addresses(guard: Guard, host: str, port: int, seconds: float) -> list[AddressInfo]:
        _ADDRESSES(guard, host, port, seconds)
        return guard._look_up(host, port, seconds)

    return patch.object(Guard, "addresses", addresses)


def _literals_only() -> AbstractContextManager[object]:
    """The host is judged as it is written, and every name is trusted."""

    def admit(*_: Any) -> None: ...

    return patch.object(Guard, "admit", admit)


_TESTS = "tests/unit/egress/test_forbidden_targets.py"
FIGURE = Figure(
    id="S2",
    claim="1,000 requests to names that change their answer between look-ups, which reach inside",
    bar="0",
    measure=shown_by(
        f"{_TESTS}::test_a_name_that_changes_its_answer_never_reaches_inside",
        f"{_TESTS}::test_a_connection_that_arrives_elsewhere_is_dropped",
        at_least=5,
    ),
    planted={"asked again to connect": _asked_twice, "only literals are judged": _literals_only},
)
