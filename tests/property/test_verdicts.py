"""A batch's verdict: whatever the order of ends, and however often each is told, it is one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gonogo.domain.batch import Verdict
from gonogo.domain.run import Run, RunStatus
from gonogo.domain.terms import Policy, Terms
from tests.builders import NOW, a_batch, a_run
from tests.fake_stores import FakeRuns
from tests.fakes import FakeClock

ends: st.SearchStrategy[RunStatus] = st.sampled_from(["passed", "failed", "errored", "canceled"])
policies = st.builds(
    Policy,
    allow_errored=st.booleans(),
    allow_refused=st.booleans(),
    allow_empty=st.booleans(),
    min_pass_ratio=st.sampled_from([0.01, 0.25, 0.5, 0.9, 1.0]),
)


def expected(runs: list[Run], policy: Policy, refused: int) -> Verdict:
    """The same rules over the runs themselves, told in another way."""
    count = Counter(run.status for run in runs if run.blocking)
    if refused > 0 and not policy.allow_refused:
        return "no-go"
    if not count:
        return "go" if policy.allow_empty and refused == 0 else "no-go"
    bad = count["failed"] + (0 if policy.allow_errored else count["errored"])
    enough = count["passed"] >= policy.min_pass_ratio * (count["passed"] + bad)
    return "go" if enough and count["passed"] > 0 and count["canceled"] == 0 else "no-go"


@given(
    st.lists(st.tuples(ends, st.booleans()), max_size=8),
    policies,
    st.integers(0, 2),
    st.data(),
)
def test_any_order_and_any_repetition_give_the_one_verdict(
    outcomes: list[tuple[RunStatus, bool]], policy: Policy, refused: int, data: st.DataObject
) -> None:
    """None until the last run ended, and then what the policy makes of the ends."""
    store = FakeRuns(FakeClock(NOW))
    batch = a_batch(len(outcomes), refused=refused, terms=Terms(policy=policy))
    runs = [a_run(batch, index, blocking=blocks) for index, (_, blocks) in enumerate(outcomes)]
    store.create(batch, tuple(runs))
    over = [replace(run, status=end) for run, (end, _) in zip(runs, outcomes, strict=True)]
    told = data.draw(st.permutations(over + over)) if over else []
    seen: set[int] = set()
    for run in told:
        seen.add(run.number)
        head = store.tally(run)
        assert (head.verdict is None) == (len(seen) < len(over))
    last = store.batch(batch.id)
    assert last is not None
    assert last.verdict == expected(over, policy, refused)
