"""An in-memory store of what runs leave, which passes the same contract suite as that on AWS."""

from __future__ import annotations

import json
from collections.abc import Iterator

from gonogo.domain.left import MOST_BYTES, Left
from gonogo.domain.run import Run
from gonogo.errors import Invalid


class FakeHandovers:
    """The `Handovers` port."""

    def __init__(self) -> None:
        self._left: dict[tuple[int, int], Left] = {}

    def leave(self, run: Run, left: Left) -> None:
        """Keep what this attempt of a run leaves."""
        if len(json.dumps(dict(left.variables))) > MOST_BYTES:
            raise Invalid("too much", accepted="less")
        self._left[run.number, run.attempt] = left

    def of(self, runs: tuple[Run, ...]) -> Iterator[Left]:
        """What these runs left, each in its last attempt."""
        for run in runs:
            if (run.number, run.attempt) in self._left:
                yield self._left[run.number, run.attempt]
