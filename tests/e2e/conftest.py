"""What every end-to-end test is given."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.e2e.service import Receiver, Service, a_receiver


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
