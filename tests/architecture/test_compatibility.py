"""Every operation of every dialect is proven by a recorded event, and the page says which."""

from __future__ import annotations

import pytest

from gonogo.dialects import dialects
from tests.compatibility import PAGE, operation, page, proofs_by_route


def test_the_page_is_what_the_routes_and_events_say() -> None:
    """`python -m tests.compatibility` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("name", dialects.names)
def test_every_operation_has_a_recorded_event(name: str) -> None:
    proven = {key for dialect, key in proofs_by_route() if dialect == name}
    missing = {operation(route) for route in dialects[name].routes} - proven
    assert not missing
