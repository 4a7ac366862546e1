"""S3: no redirect leads to a forbidden address."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch
from weakref import WeakKeyDictionary

from gonogo.egress.resolver import Guard
from trust._figure import Figure
from trust._tests import shown_by

_ADMIT = Guard.admit


def _first_host_only() -> AbstractContextManager[object]:
    """The URL that was asked for is judged, and whatever it redirects to is followed."""
    first: WeakKeyDictionary[Guard, str] = WeakKeyDictionary()

    def admit(guard: Guard, host: str, sockaddr: tuple[Any, ...]) -> None:
        if first.setdefault(guard, host) == host:
            _ADMIT(guard, host, sockaddr)

    return patch.object(Guard, "admit", admit)


FIGURE = Figure(
    id="S3",
    claim="redirects (5 codes, 20 targets, 2 methods) that reach a forbidden address",
    bar="0 of 200",
    measure=shown_by(
        "tests/unit/egress/test_redirect_rules.py::test_no_redirect_reaches_inside", at_least=5
    ),
    planted={"only the first host is judged": _first_host_only},
)
