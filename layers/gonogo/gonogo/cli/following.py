"""Follows a batch on a server: a line for each run that ends, then reasons, verdict, exit code."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

from gonogo.cli.client import Client
from gonogo.cli.exits import ERROR, GO, INTERRUPTED, NO_GO, TIMEOUT
from gonogo.cli.report import write_file
from gonogo.cli.screen import Screen, choose_screen, clean, tell_json
from gonogo.cli.starting import StartedBatch

POLL_SECONDS = 20
"""One long poll; the server answers sooner when the batch is over."""
LIVE_SECONDS = 4
"""The same where somebody watches: a run that ends is shown this soon."""
JUNIT = "application/xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How to follow and what to show."""

    wait: bool = False
    timeout: float | None = None
    reports: tuple[tuple[str, str], ...] = ()
    as_json: bool = False


def follow(client: Client, started: StartedBatch, manner: Manner) -> int:
    """Follow a started batch as asked; returns the exit code."""
    screen = choose_screen(silent=manner.as_json)
    following = _Following(client, started, manner, screen)
    try:
        cut = following.to_the_end() if manner.wait else None
    except KeyboardInterrupt:
        cut = "interrupted"
    finally:
        screen.close()
    return following.conclude(cut)


class _Following:
    def __init__(
        self, client: Client, started: StartedBatch, manner: Manner, screen: Screen
    ) -> None:
        self._client, self._started, self._manner = client, started, manner
        self._screen = screen
        self._path = f"/v1/batches/{started.id}"
        self._batch: dict[str, Any] = {}
        self._shown: set[str] = set()
        self._paged = False
        plural = "" if started.runs == 1 else "s"
        screen.line(f"{started.runs} run{plural} started, batch {started.id}")
        if started.refused:
            screen.line(f"{started.refused} more could not be started: unknown location.")

    def to_the_end(self) -> str | None:
        """Poll until the batch is over; `timeout` if the time is over first."""
        limit = self._manner.timeout
        until = None if limit is None else time.monotonic() + limit
        poll = POLL_SECONDS if self._manner.as_json else LIVE_SECONDS
        while True:
            left = poll if until is None else min(poll, int(until - time.monotonic()))
            self._batch = self._client.call("GET", self._path, wait=max(0, left))
            self._show()
            if self._batch["finished"]:
                return None
            if until is not None and time.monotonic() >= until:
                return "timeout"
            if left < 1:
                time.sleep(0.2)  # less than the shortest poll is left

    def _show(self) -> None:
        runs = self._batch["runs"]
        if not self._paged:
            self._paged = True
            self._screen.line(f"page {self._batch['page']}")
        width = max((len(run["test"]["name"]) for run in runs), default=0)
        for run in runs:
            if run["finished"] and run["id"] not in self._shown:
                self._shown.add(run["id"])
                self._screen.line(_line(run, width), word=f"{run['status']:8} ")
        running = [run["test"]["name"] for run in runs if run["status"] == "running"]
        said = f"{len(self._shown)} of {len(runs)} runs done"
        self._screen.status(clean(f"{said}; running: {', '.join(running)}" if running else said))

    def conclude(self, cut: str | None) -> int:
        """Reasons, verdict and reports; returns the exit code."""
        code = self._code(cut)
        if self._manner.wait:
            self._tell_end(cut, code)
        for format, path in self._manner.reports:
            write_file(path, self._report(format))
        if self._manner.as_json:
            batch = self._batch or self._client.call("GET", self._path)
            tell_json(
                {"exit_code": code, "ended_by": cut, "refused": self._started.refused} | batch
            )
        return code

    def _code(self, cut: str | None) -> int:
        if cut is not None:
            return TIMEOUT if cut == "timeout" else INTERRUPTED
        if not self._manner.wait:
            return GO
        if self._batch["verdict"] not in ("go", "no-go"):
            return ERROR
        # What could not even be started has not passed.
        return GO if self._batch["verdict"] == "go" and not self._started.refused else NO_GO

    def _tell_end(self, cut: str | None, code: int) -> None:
        batch = self._batch
        for reason in batch.get("reasons") or ():
            self._screen.line(f"  because {_because(reason)}")
        if cut == "timeout":
            self._screen.line("The time given with --timeout is over; the runs go on there.")
            self._screen.line(f"End them with: gonogo cancel {self._started.id}")
        elif cut == "interrupted":
            self._screen.line("Interrupted; the runs go on there.")
            self._screen.line(f"End them with: gonogo cancel {self._started.id}")
        else:
            counts = f"{batch['passed']} of {batch['total']} runs passed"
            self._screen.line(f"{counts}, page {batch['page']}")
            self._screen.line("", word="go" if code == GO else "no-go")

    def _report(self, format: str) -> bytes:
        if format == "json":
            batch = self._client.call("GET", self._path)
            return json.dumps(batch, ensure_ascii=False, indent=2).encode() + b"\n"
        return self._client.fetch(self._path, JUNIT)


def _line(run: dict[str, Any], width: int) -> str:
    counts = run["counts"]
    judged = counts["assertions_passed"] + counts["assertions_failed"]
    name = clean(run["test"]["name"]).ljust(min(width, 48))
    sent = f"{counts['requests']} request{'' if counts['requests'] == 1 else 's'}"
    return f"{name}  {sent}, {counts['assertions_passed']} of {judged} assertions  {run['page']}"


def _because(reason: dict[str, Any]) -> str:
    """Test, step, and a sentence that says what was expected and what was there."""
    parts = (reason.get(name) for name in ("test", "step", "message"))
    return " · ".join(clean(str(part)) for part in parts if part)
