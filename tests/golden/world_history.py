"""What was started before, as recorded events find it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gonogo.domain.commands import BatchView, RunView
from gonogo.domain.commands.history import BatchList, ListBatches, ListRuns, RunList
from gonogo.domain.ids import BatchId, RunId
from gonogo.errors import NotFound
from tests.builders import a_head, a_project

Authorised = Callable[[str | None, str], None]


class HistoryWorld:
    """Answers lists from the world's batches and runs."""

    def __init__(
        self,
        authorised: Authorised,
        batches: Mapping[BatchId, BatchView],
        runs: Mapping[RunId, RunView],
    ) -> None:
        self._authorised = authorised
        self._batches = sorted((v.batch for v in batches.values()), key=lambda b: -b.number)
        self._runs = sorted(runs.values(), key=lambda v: -v.run.number)

    def cases(self) -> Mapping[type, Callable[[Any], object]]:
        """By command."""
        return {ListBatches: self._list_batches, ListRuns: self._list_runs}

    def _list_batches(self, command: ListBatches) -> BatchList:
        self._check(command.key, command.project)
        found = [b for b in self._batches if command.verdict in (None, b.verdict or "open")]
        found = [b for b in found if command.before is None or b.number < command.before]
        page = tuple(found[: command.limit])
        more = page[-1].number if len(found) > command.limit else None
        return BatchList(project=a_project(), batches=page, next=more)

    def _list_runs(self, command: ListRuns) -> RunList:
        self._check(command.key, command.project)
        if command.test not in (None, a_head().id):
            raise NotFound(f"There is no test {command.test!r}.")
        found = [v for v in self._runs if command.status in (None, v.run.status)]
        found = [v for v in found if command.before is None or v.run.number < command.before]
        page = tuple(found[: command.limit])
        more = page[-1].run.number if len(found) > command.limit else None
        return RunList(project=a_project(), runs=page, next=more)

    def _check(self, key: str | None, project: str) -> None:
        self._authorised(key, "read")
        if project not in ("", "orders"):
            raise NotFound(f"There is no project {project!r}.")
