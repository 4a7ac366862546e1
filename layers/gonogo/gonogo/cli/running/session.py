"""A call of `gonogo run` from files to exit code."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from gonogo.cli.exits import GO, INTERRUPTED, NO_GO, TIMEOUT
from gonogo.cli.report import check_formats, write_reports
from gonogo.cli.running import pool as pools
from gonogo.cli.running import tell
from gonogo.cli.running.given import expand
from gonogo.cli.running.job import Ended, Job
from gonogo.cli.running.live import LiveLine
from gonogo.cli.running.select import Wish, select
from gonogo.cli.running.worker import LOCATION, Runner, broken
from gonogo.cli.screen import Screen, choose_screen, tell_json, tell_others
from gonogo.domain.result import Attempt, Problem, RunOutcome, RunResult
from gonogo.egress import Sender, sender_from
from gonogo.egress.tls import check_authorities
from gonogo.services.define.files import read_files
from gonogo.settings import Settings

if TYPE_CHECKING:
    from gonogo.reports import ReportedRun

CUT: Mapping[tell.Cut, int] = {"timeout": TIMEOUT, "interrupted": INTERRUPTED, "fail_fast": NO_GO}
LEFT_OUT = Problem(code="fail_fast", message="Another test did not pass before this one was over.")
NOT_FINISHED = Problem(code="not_finished", message="The run was ended before this test was over.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How to run and what to show."""

    reports: tuple[tuple[str, str], ...] = ()
    parallel: int | None = None
    timeout: float | None = None
    as_json: bool = False
    verbose: bool = False
    fail_fast: bool = False
    authorities: Path | None = None
    """A file of certificate authorities to trust too."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What `get_secret` gives, by name."""


def run_files(files: Sequence[Path], wish: Wish, manner: Manner) -> int:
    """Read, select, run, tell; returns the exit code."""
    started = time.monotonic()
    check_formats(manner.reports)
    others: list[Path] = []
    document = read_files(expand(files), others=others)
    tell_others(others)
    jobs = select(document, wish)
    told = Told(jobs, manner)
    line = LiveLine(told.screen, told.tally)
    runner = Runner(_sender(manner.authorities), secrets=manner.secrets, hear=line.hear)
    pool = pools.start(jobs, runner.run, manner.parallel)
    until = None if manner.timeout is None else started + manner.timeout
    try:
        for ended in _ended(pool, until):
            told.add(ended)
            if not manner.fail_fast or ended.status == "passed" or not told.tally.open:
                continue
            if told.tally.cut is None:
                told.tally.cut = "fail_fast"
                if not pool.cut_short():
                    break
        else:
            if told.tally.cut is None:
                told.give_up_lost()
    except TimeoutError:
        told.tally.cut = "timeout"
    except KeyboardInterrupt:
        told.tally.cut = "interrupted"
    finally:
        pool.stop()
        told.screen.close()
    told.tally.duration = time.monotonic() - started
    return told.conclude()


def _ended(pool: pools.Pool, until: float | None) -> Iterator[Ended]:
    """Tests as they end; `TimeoutError` when the time is over."""
    while True:
        left = None if until is None else max(0.0, until - time.monotonic())
        ended = pool.next(left)
        if ended is None:
            return
        yield ended


def _sender(authorities: Path | None) -> Sender:
    """The way out: on one's own machine loopback and private addresses are what one tests."""
    settings = Settings.from_env({"EGRESS_MODE": "local", **os.environ})
    if authorities is None:
        return sender_from(settings)
    check_authorities(authorities.read_bytes())
    return sender_from(settings, authorities=str(authorities))


class Told:
    """What was told, and what has to be remembered: counts, unless the output needs more."""

    def __init__(self, jobs: Sequence[Job], manner: Manner) -> None:
        self.tally = tell.Tally(len(jobs))
        self.screen: Screen = choose_screen(silent=manner.as_json)
        self._jobs, self._manner = jobs, manner
        self._width = max(len(job.title) for job in jobs)
        self._entries: dict[int, dict[str, object]] = {}
        self._results: dict[int, RunResult] = {}
        self._earlier: dict[int, tuple[Attempt, ...]] = {}

    def add(self, ended: Ended) -> None:
        """Count a test and show it."""
        job = self._jobs[ended.index]
        self.tally.add(ended)
        tell.tell_ended(self.screen, job, ended, self._width, self._manner.verbose)
        self.screen.status(tell.progress(self.tally))
        if self._manner.as_json:
            self._entries[ended.index] = tell.entry(job, ended)
        if self._manner.reports:
            self._results[ended.index] = ended.result or _unfinished(ended.problem)
            self._earlier[ended.index] = ended.earlier

    def give_up_lost(self) -> None:
        """Tests of a worker process that died are errored: nobody judged them."""
        for index in range(len(self._jobs)):
            if index not in self.tally.ended:
                self.add(broken(index, "worker_lost", "The process that ran this test died."))

    def conclude(self) -> int:
        """Summary, reports and JSON document; returns the exit code."""
        tally = self.tally
        code = (GO if tally.verdict == "go" else NO_GO) if tally.cut is None else CUT[tally.cut]
        tell.tell_summary(self.screen, tally)
        write_reports(self._manner.reports, self._reported())
        if self._manner.as_json:
            entries = [self._entries[index] for index in sorted(self._entries)]
            tell_json(tell.document(tally, entries, code))
        return code

    def _reported(self) -> Iterator[ReportedRun]:
        """Every test in the document's order; one that did not end is there, as errored."""
        from gonogo.reports import ReportedRun

        stopped = self.tally.cut == "fail_fast"
        absent = _unfinished(LEFT_OUT, "canceled") if stopped else _unfinished(NOT_FINISHED)
        for index, job in enumerate(self._jobs):
            yield ReportedRun(
                name=job.test.name,
                result=self._results.get(index) or absent,
                suite=job.project,
                environment=job.environment.name if job.environment else "",
                location=LOCATION,
                row=job.row,
                repetition=job.repetition,
                earlier=self._earlier.get(index, ()),
                phase=job.place.phase if job.place else None,
            )


def _unfinished(problem: Problem | None, status: RunOutcome = "errored") -> RunResult:
    now = time.time()
    return RunResult(
        status=status, started_at=now, finished_at=now, problem=problem or NOT_FINISHED
    )
