"""The fixtures of this folder."""

from collections.abc import Iterator

import pytest

from tests.integration.cli.processes import api, gonogo
from tests.integration.cli.stack import Stack, serving

__all__ = ["api", "gonogo", "stack"]


@pytest.fixture
def stack() -> Iterator[Stack]:
    """The real API on loopback."""
    with serving() as running:
        yield running
