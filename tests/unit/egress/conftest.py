"""A network in memory under every test of the way out."""

from __future__ import annotations

import pytest

from tests.fake_network import FakeNetwork


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> FakeNetwork:
    """Installed: no test of this folder opens a socket."""
    made = FakeNetwork()
    made.install(monkeypatch)
    return made
