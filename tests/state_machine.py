"""Whatever happens to a gonogo, in whatever order: what must be so after each step and in the end.

Starts, deliveries (twice, out of order, never), deaths at any call, cancels, time, the janitor,
gates and receivers that fail; a machine for Hypothesis, on AWS in memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from gonogo.domain.batch import Batch
from gonogo.domain.delivery import delivery_id
from gonogo.domain.run import LEASE_SECONDS, MAX_ATTEMPTS, Run, RunStatus
from tests.builders import PROJECT
from tests.faults import KILLS, TOLD, Kind
from tests.machine_world import HOOK, SUITES, TESTS, WEBHOOK, fresh_world, start_of

CALLS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 15)
KINDS: tuple[Kind, ...] = (*KILLS, *KILLS, *TOLD, "delay", "delay")
Accident = tuple[int, Kind, str] | None
_ACCIDENTS: list[Accident] = [(call, kind, "*") for call in CALLS for kind in KINDS]
accidents = st.sampled_from([*[None] * len(_ACCIDENTS), *_ACCIDENTS])
"""At which call of a function something goes wrong, if anything does."""
places = st.integers(0, 30)
MINUTE = 61.0
GRACE = 2 * MINUTE
"""After its lease a lost run is looked at in each minute of the janitor, and then it is over."""
MOST_BATCHES, MOST_GATES = 6, 3


class Machine(RuleBasedStateMachine):
    """One gonogo, and what is known of it from outside.

    No rule has a precondition: what is drawn must not depend on threads and random ids.
    """

    def __init__(self, *, armed: bool = False) -> None:
        super().__init__()
        self.world = fresh_world()
        self.armed = armed
        """Whether somebody else sees to accidents."""
        self.writes = 0
        self.met = 0
        self.seen: dict[str, Run] = {}
        self.verdicts: dict[str, str] = {}
        self.answers: dict[str, str] = {}
        self.asked: list[str] = []
        self.repeatable: dict[str, tuple[str, str | None]] = {}
        """Path and batch of each start with an idempotency key; None: it is not known."""
        self.accepted: set[str] = set()
        self.uncertain = 0
        """Starts without a key that were cut: each may have begun a batch."""
        self.excuses = 0
        """Accidents of who tells: each may tell something twice."""

    def _with(self, accident: Accident, do: Callable[[], Any]) -> Any:
        if self.armed:
            return do()
        self.world.faults.pause = self._others
        with self.world.faults.at(*(accident or (0, "delay", "*"))):
            answer = do()
        self.met = len(self.world.faults.met)
        return answer

    def _take(self, queue: str, at: int, *, again: bool) -> str | None:
        waiting = self.world.queues[queue]
        if not waiting:
            return None
        message = waiting[at % len(waiting)] if again else waiting.pop(at % len(waiting))
        return message["Body"]

    # ---- what may happen -------------------------------------------------------------------------

    @rule(suite=st.sampled_from(list(SUITES)), hook=st.booleans(), key=st.booleans(), e=accidents)
    def start(self, suite: str, hook: bool, key: bool, e: Accident) -> None:
        """A trigger URL is called, with or without an idempotency key."""
        if len(self.world.batches()) >= MOST_BATCHES:
            return
        path = start_of(suite) + (f"?gonogo_webhook={HOOK}" if hook else "")
        name = f"k{len(self.repeatable)}"
        if key:
            self.repeatable[name] = path, None
        batch = self._started(path, name if key else None, e)
        self.uncertain += batch is None and not key

    @rule(at=places, e=accidents)
    def repeat(self, at: int, e: Accident) -> None:
        """Whoever got no answer, or does not trust it, asks again with the same key."""
        if self.repeatable:
            name = list(self.repeatable)[at % len(self.repeatable)]
            self._started(self.repeatable[name][0], name, e)

    def _started(self, path: str, key: str | None, e: Accident) -> str | None:
        headers = {"idempotency_key": key} if key else {}
        status, document = self._with(e, lambda: self.world.call("POST", path, **headers))
        if not 200 <= status < 300:
            assert status in (0, 409, 429, 500, 503), (status, document)
            return None
        batch = str(document["batch"]["id"])
        if key:
            known = self.repeatable[key][1]
            assert known in (None, batch), "the same key is the same batch"
            self.repeatable[key] = path, batch
        self.accepted.add(batch)
        return batch

    @rule(at=places, again=st.booleans(), e=accidents)
    def execute(self, at: int, again: bool, e: Accident) -> None:
        """A message reaches an executor."""
        body = self._take("runs", at, again=again)
        if body is None:
            return
        failed = self._with(e, lambda: self.world.execute([body]))
        for each in failed:
            self.world.stack.outside.sqs.send_message(QueueUrl="runs", MessageBody=each)

    def _others(self) -> None:
        """What everybody else does while a call is under way: all that is to do."""
        self.world.faults.on = False
        self.excuses += 1
        self.world.clock.advance(LEASE_SECONDS + 31)
        self.world.sweep()
        for queue, take in self._takers():
            for message in self.world.queues[queue][:]:
                take(message["Body"])
        self.world.faults.on = True
        self.all_is_well()

    def _takers(self) -> tuple[tuple[str, Callable[[str], object]], ...]:
        return (
            ("runs", lambda body: self.world.execute([body])),
            ("inbox", self.world.report),
            ("gates", self.world.hear),
        )

    @rule(at=places, again=st.booleans(), e=accidents)
    def report(self, at: int, again: bool, e: Accident) -> None:
        """An outcome reaches the reporter; what breaks it is told again."""
        body = self._take("inbox", at, again=again)
        if body is None:
            return
        ended = self._with(e, lambda: self.world.report(body))
        self.excuses += self.met
        if not ended:
            self.world.stack.outside.sqs.send_message(QueueUrl="inbox", MessageBody=body)

    @rule(at=places, again=st.booleans(), e=accidents)
    def hear(self, at: int, again: bool, e: Accident) -> None:
        """An outcome reaches the gates."""
        body = self._take("gates", at, again=again)
        if body is None:
            return
        self._with(e, lambda: self.world.hear(body))

    @rule(queue=st.sampled_from(["runs", "inbox", "gates"]), at=places)
    def lose(self, queue: str, at: int) -> None:
        """A message is lost, or ends as a dead letter."""
        self._take(queue, at, again=False)

    @rule(at=places, whole=st.booleans(), e=accidents)
    def cancel(self, at: int, whole: bool, e: Accident) -> None:
        """Somebody cancels a run or a batch."""
        if not self.seen:
            return
        run = list(self.seen.values())[at % len(self.seen)]
        path = f"/v1/batches/{run.batch}/cancel" if whole else f"/v1/runs/{run.id}/cancel"
        status, _ = self._with(e, lambda: self.world.call("POST", path))
        assert status in (0, 200, 409, 500, 503), status

    @rule(seconds=st.sampled_from((1.0, 31.0, MINUTE, MINUTE, 301.0, 3400.0)), e=accidents)
    def pass_time(self, seconds: float, e: Accident) -> None:
        """The janitor comes by."""
        self.world.clock.advance(seconds)
        if self._with(e, self.world.sweep):
            self._nothing_lingers()

    @rule(e=accidents)
    def gates_minute(self, e: Accident) -> None:
        """And the function that looks after gates."""
        self._with(e, self.world.gates_minute)

    @rule(kind=st.sampled_from(["good", "bad"]), again=st.booleans(), e=accidents)
    def ask(self, kind: str, again: bool, e: Accident) -> None:
        """A deployment wants to go on; perhaps it asks twice."""
        if len(self.asked) >= MOST_GATES:
            return
        deployment = f"{kind}-{len(self.asked)}"
        self.asked.append(deployment)
        self._with(e, lambda: self.world.ask(deployment))
        if again:
            self.world.ask(deployment)

    @rule(broken=st.booleans())
    def receivers(self, broken: bool) -> None:
        """Those who are told fail for a while."""
        self.world.net.broken = broken

    # ---- what must be so after each step ---------------------------------------------------------

    def _nothing_lingers(self) -> None:
        """After the janitor: a lost run is on its way again, or over."""
        now = self.world.clock.now()
        for batch in self.world.batches():
            for run in self.world.runs(batch):
                lost = run.abandoned(now - GRACE)
                assert not (lost and run.attempt >= MAX_ATTEMPTS), "given up in time"

    @invariant()
    def all_is_well(self) -> None:
        """Of runs, verdicts and deliveries, and of answers."""
        writes, self.writes = self.writes, self.world.writes
        if writes == self.writes:
            return
        for batch in self.world.batches():
            runs = self.world.runs(batch)
            assert len(runs) == batch.total
            for run in runs:
                self._went_forward(self.seen.get(run.id, run), run)
                self.seen[run.id] = run
            self._one_verdict(batch, Counter(run.status for run in runs if run.over))
            self._not_too_early(batch)
        self._answers_stay()
        told = sum(self.world.net.took.values()) - len(self.world.net.took)
        assert told <= self.excuses, "told twice without an accident"

    def _one_verdict(self, batch: Batch, ends: Counter[RunStatus]) -> None:
        assert batch.tally.over <= ends.total(), "nothing is counted that is not over"
        if batch.verdict is not None:
            wanted = "go" if ends["passed"] == batch.total else "no-go"
            assert self.verdicts.setdefault(batch.id, batch.verdict) == batch.verdict == wanted

    def _not_too_early(self, batch: Batch) -> None:
        """Nothing is told of a run that is not over, or of a batch that is not."""
        for delivery in self.world.deliveries(batch):
            if delivery.event == "run.finished":
                assert self.seen[str(delivery.run)].over
            elif delivery.event == "batch.finished":
                assert batch.over

    def _went_forward(self, before: Run, now: Run) -> None:
        assert before.attempt <= now.attempt <= MAX_ATTEMPTS
        if before.over:
            assert now == before, "what is over never changes"
        if now.status in ("passed", "failed"):
            assert (now.status == "failed") == (now.test_name == TESTS[1])

    def _answers_stay(self) -> None:
        """A gate is decided once, and go only by a batch that is go."""
        for gate in self.world.eyes.gating.gates.of_project(PROJECT, 99):
            if gate.answer is None:
                continue
            assert self.answers.setdefault(gate.id, gate.answer) == gate.answer
            if gate.answer == "go":
                assert gate.batch
                assert self.verdicts.get(gate.batch) == "go"

    # ---- what must be so in the end --------------------------------------------------------------

    def teardown(self) -> None:
        """Everybody lives on: ten minutes for runs and gates, a day for who is told."""
        self.world.net.broken = False
        for _ in range(10):
            self._calm_minute(MINUTE)
            batches = self.world.batches()
            told = all(self.world.deployments.answers[each] for each in self.asked)
            if told and all(batch.announced_at for batch in batches):
                break
        for batch in batches:
            self._check_batch(batch)
        for _ in range(30):
            if not self._open(batches):
                break
            self._calm_minute(3000.0)
        for batch in batches:
            self._check_told(batch)
        self._check_gates()
        known = {batch.id for batch in batches if batch.source == "trigger"}
        assert self.accepted <= known, "what was accepted is stored"
        keys = [batch for _, batch in self.repeatable.values() if batch is None]
        assert len(known) <= len(self.accepted) + self.uncertain + len(keys)

    def _calm_minute(self, seconds: float) -> None:
        self.world.clock.advance(seconds)
        assert self.world.sweep()
        assert self.world.gates_minute()
        for queue, take in self._takers():
            while self.world.queues[queue]:
                take(self.world.queues[queue].pop(0)["Body"])
        self.all_is_well()

    def _check_batch(self, batch: Batch) -> None:
        runs = self.world.runs(batch)
        assert all(run.over for run in runs), [run.status for run in runs]
        assert batch.announced_at is not None
        assert batch.tally.over == batch.total
        assert batch.tally.passed == sum(run.status == "passed" for run in runs)
        assert batch.id in self.verdicts

    def _open(self, batches: tuple[Batch, ...]) -> bool:
        found = (each for batch in batches for each in self.world.deliveries(batch))
        return any(each.state == "waiting" for each in found)

    def _check_told(self, batch: Batch) -> None:
        """Everybody who is to be told was, under one id; or the log says that he was given up."""
        told = self.world.deliveries(batch)
        runs = self.world.runs(batch)
        hooked = [run for run in runs if run.webhooks]
        wanted = {delivery_id(WEBHOOK.id, index) for index in range(len(runs))}
        wanted |= {delivery_id(HOOK, run.number - batch.number - 1) for run in hooked}
        wanted.add(delivery_id(WEBHOOK.id))
        started = delivery_id(f"{WEBHOOK.id} start")
        assert wanted == {each.id for each in told} - {started}
        if runs[0].status in ("passed", "failed"):  # else it may have ended before it was told
            assert started in {each.id for each in told}
        for each in told:
            assert each.state in ("delivered", "given_up")
            if each.webhook and each.state == "delivered":
                assert self.world.net.took[each.address] >= 1

    def _check_gates(self) -> None:
        gates = self.world.eyes.gating.gates.of_project(PROJECT, 99)
        by_deployment = {gate.reference["deployment"]: gate for gate in gates}
        for deployment in self.asked:
            told = self.world.deployments.answers[deployment]
            assert told, f"{deployment} was left waiting"
            gate = by_deployment.get(deployment)
            if gate is None or told[0] == "Failed":
                assert told[0] == "Failed"
                continue
            assert gate.answer == "go"
            assert gate.batch
            assert self.verdicts[gate.batch] == "go"


Step = tuple[str, dict[str, Any]]
_START: Step = ("start", {"suite": "good", "hook": True, "key": False, "e": None})


def _taking(queue: str, e: Accident) -> Step:
    return queue, {"at": 0, "again": False, "e": e}


KNOWN: tuple[tuple[Step, ...], ...] = (
    # The executor dies with the run in its hands.
    (_START, _taking("execute", (1, "kill_before", "http.Get"))),
    # It is so slow that another runs the test, and then comes to its end all the same.
    (_START, _taking("execute", (1, "delay", "http.Get"))),
    # It dies between counting the run and telling of it, or of its batch.
    (_START, _taking("execute", (2, "kill_before", "sns.Publish"))),
    (_START, _taking("execute", (3, "kill_before", "sns.Publish"))),
    # The reporter dies before the receiver heard of it, and after.
    (_START, _taking("execute", None), _taking("report", (1, "kill_before", "http.Post"))),
    (_START, _taking("execute", None), _taking("report", (1, "kill_after", "http.Post"))),
    # A gate is given up at the moment in which its batch ends well.
    (
        ("ask", {"kind": "good", "again": False, "e": None}),
        ("pass_time", {"seconds": 3400.0, "e": None}),
        ("gates_minute", {"e": (2, "delay", "dynamodb.UpdateItem")}),
    ),
)
"""Sequences that break what is not careful."""


def replay() -> None:
    """Go through the sequences that are known."""
    for steps in KNOWN:
        machine = Machine()
        for name, given in steps:
            getattr(machine, name)(**given)
            machine.all_is_well()
        machine.teardown()


def search(examples: int, steps: int, *, shrink: bool = True) -> None:
    """Look for a sequence that breaks something; the same sequences each time."""
    wanted = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
    )
    run_state_machine_as_test(Machine, settings=wanted)
