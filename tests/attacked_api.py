"""The API of two tenants over AWS in memory: what generated requests go to."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gonogo import wiring
from gonogo.domain.ids import ProjectId
from tests.fakes import FakeClock, FakeHttp
from tests.quick_stack import QuickStack
from tests.tenancy.victim import Victim, a_victim


class AttackedApi:
    """Calls of the API; a second passes before each, so that no limit is all that they meet."""

    def __init__(self, stack: QuickStack) -> None:
        self.stack = stack
        self.victim: Victim = a_victim(stack)
        # Their bodies are only marks: no dialect ever kept such.
        stack.parts.records.clear(ProjectId(self.victim.project))
        self._answer = wiring.api(stack.parts)

    def __call__(self, event: dict[str, Any]) -> dict[str, Any]:
        """The answer to an event."""
        self.stack.clock.advance(1.0)  # type: ignore[attr-defined]
        return self._answer(event)


@contextmanager
def attacked_api() -> Iterator[AttackedApi]:
    """A fresh one; nothing of it is logged."""
    logging.disable(logging.CRITICAL)
    try:
        yield AttackedApi(QuickStack(FakeClock(), FakeHttp()))
    finally:
        logging.disable(logging.NOTSET)
