"""A batch in phases under any sequence of messages, duplicates, ends, deaths and cancels.

The machine knows what was done to the batch; whatever the order was, in the end every run is over,
none of `main` began before `setup` passed, `teardown` ran unless somebody canceled it, and the
verdict is what the runs say.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from gonogo.domain.commands.canceling import CancelBatch, CancelRun
from gonogo.domain.ids import KeyId, RunId
from gonogo.domain.key import Key
from gonogo.domain.run import LEASE_SECONDS, Run, RunStatus
from gonogo.domain.terms import Phase, Terms
from gonogo.errors import Conflict, NotFound
from gonogo.services.begin import Beginning, Order, begin
from gonogo.services.browse import Browsing
from gonogo.services.cancel import Cancellation, cancel_batch, cancel_run
from gonogo.services.plan import PlannedRun
from gonogo.services.settle import Settlement, finish
from gonogo.services.sweep import Sweep, sweep
from gonogo.services.tell import Telling
from tests.builders import PROJECT, a_head, a_project
from tests.fake_catalog import FakeCatalog
from tests.fake_stores import FakeAnnouncer, FakeQueue, FakeRuns
from tests.fake_webhooks import FakeDeliveries, FakeStandings, FakeWebhooks
from tests.fakes import FakeClock
from tests.faults import KILLS, Faults, Killed

KEY = Key(id=KeyId("k"), hash="h", hint="h", name="k", role="admin", projects=(), created_at=0.0)
DOOM = st.sampled_from((None, None, 1, 2, 3, 4, 5, 6, 8, 13))
"""At which call a process dies; mostly in the midst of what it does."""
RARELY = st.sampled_from((False, False, False, True))
ENDS: tuple[RunStatus, ...] = ("passed", "passed", "passed", "failed", "errored")


class Phases(RuleBasedStateMachine):
    """One batch, its queue, and the processes that work on it."""

    def __init__(self) -> None:
        super().__init__()
        self.clock, self.faults = FakeClock(), Faults()
        self.runs, self.queue, self.catalog = FakeRuns(self.clock), FakeQueue(), FakeCatalog()
        self.catalog.add_project(a_project())
        deliveries = FakeDeliveries()
        telling = Telling(deliveries, FakeWebhooks(), FakeStandings(), self.clock)
        runs = self.faults.around(self.runs, "runs")
        queue = self.faults.around(self.queue, "queue")
        announcer = self.faults.around(FakeAnnouncer(), "announcer")
        self.to = Settlement(runs, telling, announcer, self.clock, "", queue)
        self.janitor = Sweep(runs, deliveries, queue, announcer, self.clock, self.to)
        self.cancellation = Cancellation(Browsing(self.catalog, runs, self.clock), self.to)
        self.under_way: list[Run] = []
        self.seen: list[RunId] = []
        self.unwanted: set[RunId] = set()
        """Runs of `teardown` that somebody canceled, or that lost their executor too often."""

    @initialize(
        setup=st.integers(0, 2),
        main=st.integers(1, 3),
        teardown=st.integers(0, 2),
        sequential=st.booleans(),
        doom=st.none() | st.integers(1, 4),
    )
    def start(
        self, setup: int, main: int, teardown: int, sequential: bool, doom: int | None
    ) -> None:
        """Store the batch; the process may die before it is sent."""
        phases: list[Phase] = [*["setup"] * setup, *["main"] * main, *["teardown"] * teardown]  # type: ignore[list-item]
        order = Order(
            project=a_project(),
            target="suite s",
            kind="suite",
            target_id="s",
            planned=tuple(map(_planned, phases)),
            refused=0,
            source="api",
            dialect="native",
            terms=Terms(),
            sequential=sequential,
        )
        to = Beginning(self.runs, self.to.queue, self.clock)
        with suppress(Killed), self.faults.at(doom or 0, "kill_before"):
            begin(order, to)
        (self.batch,) = self.runs.batches_of(PROJECT, limit=2)

    # ---- what may happen ---------------------------------------------------------------------

    @precondition(lambda self: self.queue.sent)
    @rule(data=st.data(), again=st.booleans())
    def deliver(self, data: st.DataObject, again: bool) -> None:
        """A message arrives, and perhaps stays for another time."""
        at = data.draw(st.integers(0, len(self.queue.sent) - 1))
        message = self.queue.sent[at] if again else self.queue.sent.pop(at)
        self._take(RunId(message.run))

    @rule(data=st.data())
    def deliver_what_nobody_sent(self, data: st.DataObject) -> None:
        """A message too early, or of long ago."""
        self._take(data.draw(st.sampled_from(self._all())).id)

    def _take(self, id: RunId) -> None:
        with suppress(NotFound):
            claimed = self.runs.claim(id, self.clock.now())
            if claimed is not None:
                self.under_way.append(claimed)

    @precondition(lambda self: self.under_way)
    @rule(data=st.data(), status=st.sampled_from(ENDS))
    def end(self, data: st.DataObject, status: RunStatus) -> None:
        """An executor ends its run, or dies of trying; the message may come again either way."""
        at = data.draw(st.integers(0, len(self.under_way) - 1))
        run = self.under_way.pop(at)
        self._mortally(data, lambda: finish(_ended(run, status, self.clock.now()), self.to))

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def lose(self, data: st.DataObject) -> None:
        """An executor is gone in the midst of its run."""
        self.under_way.pop(data.draw(st.integers(0, len(self.under_way) - 1)))

    @rule(data=st.data(), seconds=st.sampled_from((1.0, LEASE_SECONDS + 1, 61.0)))
    def pass_time(self, data: st.DataObject, seconds: float) -> None:
        """The janitor comes by, and may die too."""
        self.clock.advance(seconds)
        self._mortally(data, lambda: sweep(self.janitor))

    @rule(data=st.data(), wanted=RARELY)
    def cancel_all(self, data: st.DataObject, wanted: bool) -> None:
        """Somebody cancels the batch."""
        if not wanted:
            return
        if all(run.over or run.phase == "teardown" for run in self._all()):
            self.unwanted |= {run.id for run in self._all() if run.phase == "teardown"}
        command = CancelBatch(key=None, batch=self.batch.id)
        self._mortally(data, lambda: cancel_batch(command, KEY, self.cancellation))

    @rule(data=st.data(), wanted=RARELY)
    def cancel_one(self, data: st.DataObject, wanted: bool) -> None:
        """Somebody cancels a run, whether its turn has come or not."""
        if not wanted:
            return
        run = data.draw(st.sampled_from(self._all()))
        if run.phase == "teardown":
            self.unwanted.add(run.id)
        command = CancelRun(key=None, run=run.id)
        self._mortally(data, lambda: cancel_run(command, KEY, self.cancellation))

    def _mortally(self, data: st.DataObject, do: Callable[[], object]) -> None:
        call, kind = data.draw(DOOM), data.draw(st.sampled_from(KILLS))
        with suppress(Killed, Conflict), self.faults.at(call or 0, kind):
            do()

    # ---- what must be so ---------------------------------------------------------------------

    def _all(self) -> tuple[Run, ...]:
        return self.runs.runs_of(self.batch)

    @invariant()
    def nobody_begins_before_the_turn(self) -> None:
        """`main` after a good `setup`, `teardown` after `main`, and in turn who goes in turn."""
        if not hasattr(self, "batch"):
            return
        runs = self._all()
        setup, main, teardown = (
            [run for run in runs if run.phase == phase] for phase in ("setup", "main", "teardown")
        )
        if any(run.attempt for run in main):
            assert all(run.status == "passed" for run in setup)
        if any(run.attempt for run in teardown):
            assert all(run.over for run in (*setup, *main))
        for phase in (setup, teardown, *([main] if self.batch.sequential else [])):
            assert sum(run.attempt > 0 and not run.over for run in phase) <= 1
        assert not any(run.held and run.attempt for run in runs)

    def teardown(self) -> None:
        """Everybody lives on, and all comes to its end."""
        if not hasattr(self, "batch"):
            return
        for _ in range(40):
            self.clock.advance(61.0)
            sweep(self.janitor)
            while self.queue.sent:
                self._take(RunId(self.queue.sent.pop(0).run))
            for run in self.under_way:
                finish(_ended(run, "passed", self.clock.now()), self.to)
            self.under_way.clear()
        runs = self._all()
        assert all(run.over for run in runs)
        batch = self.runs.batch(self.batch.id)
        assert batch
        assert batch.announced_at is not None
        assert batch.tally.over == len(runs)
        assert batch.tally.passed == sum(run.status == "passed" for run in runs)
        everything_passed = all(run.status == "passed" for run in runs)
        assert batch.verdict == ("go" if everything_passed else "no-go")
        self._check_phases(runs)

    def _check_phases(self, runs: tuple[Run, ...]) -> None:
        bad = [run for run in runs if run.phase == "setup" and run.status != "passed"]
        for run in runs:
            if run.phase == "teardown" and run.id not in self.unwanted:
                assert run.attempt > 0, "what clears up has run"
            if run.phase == "main" and bad:
                assert (run.status, run.attempt) == ("canceled", 0)


def _planned(phase: Phase) -> PlannedRun:
    return PlannedRun(
        test=a_head(),
        environment=None,
        location="us1",
        variables={},
        webhooks=(),
        phase=phase,
        row=0,
    )


def _ended(run: Run, status: RunStatus, now: float) -> Run:
    return replace(run, status=status, finished_at=now)


TestPhases = Phases.TestCase
TestPhases.settings = settings(max_examples=150, stateful_step_count=30)
