"""S4: what is secret stays with the origin that it was meant for."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from gonogo.domain.http import HttpRequest
from gonogo.egress import redirects
from trust._figure import Figure
from trust._tests import shown_by

_NEXT_HOP = redirects.next_hop


def _well_known_only() -> AbstractContextManager[object]:
    """As `requests` does it: `Authorization` is dropped, and `X-Api-Key` goes along."""

    def next_hop(hop: Any, answer: Any, request: HttpRequest, *rest: Any) -> Any:
        return _NEXT_HOP(hop, answer, replace(request, secret_headers=frozenset()), *rest)

    return patch("gonogo.egress.session.next_hop", next_hop)


def _never_told() -> AbstractContextManager[object]:
    """The engine does not say which headers of a step hold a secret."""
    return patch("gonogo.engine.mask.Mask.holds", lambda *_: False)


_TESTS = "tests/unit/egress/test_redirect_rules.py"
FIGURE = Figure(
    id="S4",
    claim="kinds of headers whose secret goes along to another host, port or scheme",
    bar="0 of 22",
    measure=shown_by(
        f"{_TESTS}::test_there_are_enough_kinds_of_headers",
        f"{_TESTS}::test_secrets_stay_with_their_origin",
        f"{_TESTS}::test_a_dropped_secret_does_not_come_back",
        "tests/unit/engine/test_secrets.py::test_a_header_with_a_secret_does_not_follow_a_redirect",
        at_least=25,
    ),
    planted={"X-Api-Key goes along": _well_known_only, "secret headers unknown": _never_told},
)
