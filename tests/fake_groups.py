"""In-memory groups that pass the same contract suite as those beside the runs."""

from __future__ import annotations

from gonogo.domain.ids import ProjectId
from tests.fake_stores import atomic


class FakeGroups:
    """The `Groups` port."""

    def __init__(self) -> None:
        self._known: dict[tuple[ProjectId, str], set[int]] = {}
        self._superseding: dict[tuple[ProjectId, str], set[int]] = {}

    @atomic
    def join(
        self, project: ProjectId, group: str, number: int, *, supersedes: bool, now: float
    ) -> tuple[frozenset[int], int]:
        """Note a batch."""
        known = self._known.setdefault((project, group), set())
        superseding = self._superseding.setdefault((project, group), set())
        known.add(number)
        if supersedes:
            superseding.add(number)
        return frozenset(known), max(superseding, default=0)

    @atomic
    def leave(self, project: ProjectId, group: str, numbers: frozenset[int]) -> None:
        """Forget batches that are over."""
        for numbered in (self._known, self._superseding):
            numbered.get((project, group), set()).difference_update(numbers)
