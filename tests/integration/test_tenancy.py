"""No operation of any dialect shows, changes or tells apart what belongs to another tenant."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.aws_stack import aws_stack
from tests.fakes import FakeClock, FakeHttp
from tests.tenancy.victim import MARK, Victim, a_victim
from tests.tenancy.walk import Attacker, Step, Walk, nobodys, steps, walk_of, walks


@pytest.fixture(scope="module")
def victim() -> Iterator[Victim]:
    """Whose things are asked for."""
    with aws_stack(FakeClock(), FakeHttp()) as stack:
        yield a_victim(stack)


@pytest.mark.parametrize("name", walks())
def test_anothers_things_are_as_if_they_were_not(name: str, victim: Victim) -> None:
    """Refused, nothing of them in the answer, the same answer as for what never was, no change."""
    walk, before = walk_of(name), victim.state()
    attacker, walked = Attacker(walk, victim), 0
    problems: list[str] = []
    for step in steps(walk, victim):
        status, told = attacker.call(step, dict(step.filled))
        problems += _wrong(walk, step, status, told)
        if step.judged and step.filled:
            unknown = attacker.call(step, nobodys(walk, step, victim))
            if unknown != (status, told):
                problems.append(f"{step}: told apart from what is not there: {told} / {unknown}")
        walked += 1
    after = victim.state()
    assert not problems, "\n".join(problems)
    assert after == before, "something of the victim was changed"
    assert walked > len({step.path for step in steps(walk, victim)})


def _wrong(walk: Walk, step: Step, status: int, told: str) -> Iterator[str]:
    if MARK in told:
        yield f"{step}: shows what it must not: {told[:300]}"
    if step.judged and status not in walk.refusals | {walk.otherwise.get(step.path)}:
        yield f"{step}: answered {status}: {told[:300]}"


def test_the_walk_notices_a_door_that_stands_open(victim: Victim) -> None:
    """With the victim's own key nothing is refused: the walk can fail."""
    walk = walk_of("native")
    thief = Victim(victim.stack, attacker=victim.key, project=victim.project, ids=victim.ids)
    attacker = Attacker(walk, thief)
    read = [step for step in steps(walk, victim) if step.method == "GET" and step.filled]
    found = [p for s in read[:30] for p in _wrong(walk, s, *attacker.call(s, dict(s.filled)))]
    assert any("shows" in problem for problem in found)
    assert any("answered 200" in problem for problem in found)
