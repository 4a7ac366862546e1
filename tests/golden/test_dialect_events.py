"""Every recorded event gets the reply that stands beside it, through the built handler."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.golden.recorded import EVENTS, cases, expectation, reply_to


@pytest.mark.parametrize("path", cases(), ids=lambda path: str(path.relative_to(EVENTS)))
def test_an_event_gets_its_reply(path: Path) -> None:
    """Status, headers and body, to the last field."""
    expected = json.loads(expectation(path).read_text(encoding="utf-8"))
    assert reply_to(path) == expected
