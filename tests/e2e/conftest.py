"""What every end-to-end test is given."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.e2e.service import Receiver, Service, a_receiver


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One after the other, for one kills what all of them run on; only who waits does so beside."""
    for item in items:
        beside = item.path.name == "test_schedules.py"
        item.add_marker(pytest.mark.xdist_group("beside" if beside else "in turn"))


@pytest.fixture(scope="session")
def service() -> Service:
    """The running stack."""
    return Service()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Somewhere for webhooks to go."""
    with a_receiver() as receiver:
        yield receiver


@pytest.fixture
def name() -> str:
    """A project's name that no other test has."""
    return f"e2e-{uuid4().hex[:10]}"
