"""Be the only one who writes a project's definitions: what must fit together is checked first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gonogo.domain.ids import ProjectId
from gonogo.errors import Conflict
from gonogo.ports import Catalog, Clock

MOST_PATIENCE = 10.0
"""Seconds that a writer waits for another one."""
_LOOK_FIRST, _LOOK_LAST = 0.03, 0.25
"""Seconds between looks: a change of one thing is over soon, a push is not."""


@contextmanager
def alone(catalog: Catalog, project: ProjectId, clock: Clock) -> Iterator[None]:
    """Wait until nobody else writes to the project; `Conflict` if that takes too long."""
    deadline, pause = clock.now() + MOST_PATIENCE, _LOOK_FIRST
    while (token := catalog.lock(project)) is None:
        if clock.now() >= deadline:
            raise Conflict(
                "Somebody else is changing this project's definitions. Try again in a minute."
            )
        clock.sleep(pause)
        pause = min(pause * 2, _LOOK_LAST)
    try:
        yield
    finally:
        catalog.unlock(project, token)
