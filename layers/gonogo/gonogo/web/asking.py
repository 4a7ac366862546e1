"""What headers say about a start or a read, in whichever dialect it is asked for."""

from __future__ import annotations

import re
from dataclasses import replace

from gonogo.dialects._contract import Request, idempotency_of, wait_of
from gonogo.domain.commands import (
    Answer,
    Command,
    ReadBatch,
    ReadRun,
    Start,
    StartByTrigger,
    Started,
)
from gonogo.domain.commands.history import Rerun
from gonogo.domain.http import Headers
from gonogo.domain.terms import Idempotency

DEPTH = "x-gonogo-depth"
"""What every request of a run carries: how many runs led to it (`engine/trail.py`)."""


class Asking:
    """One call: fits its commands to its headers, and says in the reply what was heeded."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._starts = 0
        self.headers: Headers = ()

    def fit(self, command: Command) -> Command:
        """The command, with what the headers say and its dialect did not."""
        if isinstance(command, ReadBatch | ReadRun):
            return replace(command, wait=self._wait()) if command.wait == 0 else command
        if not isinstance(command, Start | StartByTrigger | Rerun):
            return command
        self._starts += 1
        return replace(
            command,
            depth=max(command.depth, self._depth()),
            wait=command.wait or self._wait(),
            idempotency=command.idempotency or self._idempotency(),
        )

    def note(self, answer: Answer) -> None:
        """An answer to one of its commands."""
        if isinstance(answer, Started) and answer.replayed:
            self.headers = (*self.headers, ("Idempotent-Replayed", "true"))

    def _depth(self) -> int:
        said = re.findall(r"\d+", self._request.headers.get(DEPTH, "")[:100])
        return max(map(int, said), default=0)

    def _wait(self) -> int:
        """The seconds to wait: for one command of a call, or it would outlast the gateway."""
        seconds = wait_of(self._request)
        if not seconds or any(name == "Preference-Applied" for name, _ in self.headers):
            return 0
        self.headers = (*self.headers, ("Preference-Applied", f"wait={seconds}"))
        return seconds

    def _idempotency(self) -> Idempotency | None:
        """Of the first start the key itself; a further one of the same call is another thing."""
        asked = idempotency_of(self._request)
        if asked is None or self._starts == 1:
            return asked
        return replace(asked, key=f"{asked.key} {self._starts}")
