"""What each gate does in each mishap: the calls that reach the control plane, and how it ends.

python -m tests.gate_matrix      # writes docs/reference/gate-matrix.md; read it critically then
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from gonogo.local.planes.server import Fault, Recorded
from tests.builders import PROJECT
from tests.faults import Killed
from tests.gate_askers import ASKERS, OPEN, Asked
from tests.gate_world import PROVIDER, GateWorld, gate_world

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "gate-matrix.md"
ROUNDS = 10
"""Minutes in which a question has its end, but for those that the table says wait longer."""
TRIES = 5
"""Of botocore, for one call of ours."""
_VERDICTS = {
    "codedeploy_hook": "PutLifecycleEventHookExecutionStatus",
    "codepipeline_lambda": "PutJobSuccessResult",
    "codepipeline_action": "PutJobSuccessResult",
    "codepipeline_approval": "PutApprovalResult",
    "ecs_pause": "ContinueServiceDeployment",
}
_NO_CALL = "what the function returns is the answer: there is no call to fail"
_NOBODY_WAITS = "nobody waits for it"
_STAGE = "a stage that is rolled back runs its actions again, and is tested as any"
_SILENT = "nobody is told: the deployment just does not ask again"
APART: Mapping[str, Mapping[str, str]] = {
    "codedeploy_notice": {
        "late answer": _NOBODY_WAITS,
        "throttled API": _NOBODY_WAITS,
        "permission denied": _NOBODY_WAITS,
        "rollback": "its news are of a deployment that succeeded, as any",
    },
    "codepipeline_lambda": {"rollback": _STAGE},
    "codepipeline_action": {"rollback": _STAGE},
    "codepipeline_approval": {"rollback": _STAGE},
    "ecs_hook": {
        "late answer": _SILENT,
        "throttled API": _NO_CALL,
        "permission denied": _NO_CALL,
    },
    "ecs_pause": {"rollback": "ECS pauses at no stage of a rollback"},
    "appconfig_tick": {
        "late answer": _SILENT,
        "throttled API": _NO_CALL,
        "permission denied": _NO_CALL,
        "rollback": "AppConfig does not tick while it rolls back",
    },
}
"""Cells that do not apply, and why."""


@dataclass(frozen=True)
class Row:
    """One cell of the matrix, as found or as expected."""

    calls: str
    ends: str
    runs: str

    def __str__(self) -> str:
        return f"{self.calls} | {self.ends} | {self.runs}"


@dataclass(frozen=True)
class Case:
    """What happens; everything else is well."""

    healthy: bool = True
    aimed: bool = True
    rollback: bool = False
    before: Callable[[GateWorld, str], object] = lambda world, kind: None
    then: Callable[[GateWorld, Asked], object] = lambda world, asked: None


def _nothing_to_run(world: GateWorld, kind: str) -> None:
    catalog = world.stack.parts.catalog
    for head in catalog.test_heads(PROJECT):
        catalog.delete_test(PROJECT, head)


def _dies(world: GateWorld, *, after: bool) -> None:
    start = world.gating.start

    def dying(*asked: Any) -> Any:
        if after:
            start(*asked)
        raise Killed

    object.__setattr__(world.gating, "start", dying)


def _faulty(code: str, times: int) -> Callable[[GateWorld, str], None]:
    def plan(world: GateWorld, kind: str) -> None:
        world.planes.faults.append(Fault(_VERDICTS[kind], code, times=times))

    return plan


def _twice_more(world: GateWorld, asked: Asked) -> None:
    for _ in range(2):
        world.clock.advance(1)
        asked.again()


CASES: Mapping[str, Case] = {
    "go": Case(),
    "no-go": Case(healthy=False),
    "zero runs": Case(before=_nothing_to_run),
    "unknown binding": Case(aimed=False),
    "duplicate event": Case(then=_twice_more),
    "crash before start": Case(before=lambda world, _: _dies(world, after=False)),
    "crash after start": Case(before=lambda world, _: _dies(world, after=True)),
    "lost executor": Case(before=lambda world, _: setattr(world.api, "deadly", True)),
    "late answer": Case(then=lambda _, asked: asked.give_up()),
    "throttled API": Case(before=_faulty("ThrottlingException", TRIES)),
    "permission denied": Case(before=_faulty("AccessDeniedException", 2)),
    "rollback": Case(rollback=True),
}


def found(world: GateWorld, way: str, name: str) -> Row:
    """What happens in a cell."""
    kind, case = way.partition(",")[0], CASES[name]
    if name in APART.get(kind, {}):
        return Row("-", f"does not apply: {APART[kind][name]}", "-")
    with _fresh(world):
        world.api.healthy = case.healthy
        case.before(world, kind)
        asked = ASKERS[way](world, case.aimed, case.rollback)
        case.then(world, asked)
        _let_it_end(world, asked)
        told = [*_calls(world.planes.calls), *_repeats(asked.returned, "returned ")]
        return Row("; ".join(told) or "none", asked.ends(), str(len(world.api.requests)))


@contextmanager
def _fresh(world: GateWorld) -> Iterator[None]:
    """Nothing of another cell: its tests, calls, faults and bindings."""
    if not world.stack.parts.catalog.test_heads(PROJECT):
        world.put_test()
    world.stack.restart()
    world.planes.calls.clear()
    world.api.requests.clear()
    yield
    world.planes.faults.clear()
    world.api.deadly = False
    world.work()
    for id in world.gating.gates.due(world.clock.now() + 10**6, 100):
        world.gating.gates.told(id, "lost", world.clock.now())
    for binding in world.gating.bindings.all():
        world.gating.bindings.delete(PROJECT, binding.id)


def _let_it_end(world: GateWorld, asked: Asked) -> None:
    """Minutes pass until it has its end, and one more: an answer too many would show."""
    for _ in range(ROUNDS):
        ended = asked.ends() not in OPEN and world.idle()
        world.work()
        world.advance()
        if asked.ends() in OPEN:
            asked.ask()
        if ended:
            return
        world.minutes(1)


def _calls(calls: Iterable[Recorded]) -> Iterator[str]:
    yield from _repeats(_described(calls))


def _described(calls: Iterable[Recorded]) -> Iterator[str]:
    for call in calls:
        said = _said(call)
        yield (
            call.operation + (f"({said})" if said else "") + (f" !{call.error}" * bool(call.error))
        )


def _said(call: Recorded) -> str:
    params: Mapping[str, Any] = call.params
    match call.operation:
        case "PutLifecycleEventHookExecutionStatus":
            return str(params["status"])
        case "PutJobSuccessResult" if "continuationToken" in params:
            return "ask again"
        case "PutJobSuccessResult":
            return f"Verdict={params['outputVariables']['Verdict']}"
        case "PutJobFailureResult":
            return str(params["failureDetails"]["type"])
        case "PutApprovalResult":
            return str(params["result"]["status"])
        case "ContinueServiceDeployment":
            return str(params["action"])
    return ""


def _repeats(words: Iterable[str], before: str = "") -> Iterator[str]:
    for word, same in groupby(words):
        count = len(list(same))
        yield f"{before}{word}" + (f" x{count}" if count > 1 else "")


def a_world(way: str) -> Any:
    """A world for the cells of a way; only our own action is asked for each minute."""
    return gate_world(provider=PROVIDER if way == "codepipeline_action" else "")


def expected() -> Mapping[tuple[str, str], Row]:
    """The cells of the page."""
    rows, way = {}, ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if title := re.fullmatch(r"## `(.+)`(.*)", line):
            way = title[1] + title[2]
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if way and len(cells) == 4 and cells[0] in CASES:
            rows[way, cells[0]] = Row(*cells[1:])
    return rows


def _page() -> Iterator[str]:
    yield PAGE.read_text(encoding="utf-8").partition("\n## ")[0].rstrip()
    for way in ASKERS:
        kind, comma, rest = way.partition(",")
        yield f"\n## `{kind}`{comma}{rest}\n"
        yield "| what happens | calls that reach the control plane | it ends | tests run |"
        yield "|---|---|---|---|"
        with a_world(way) as world:
            for name in CASES:
                yield f"| {name} | {found(world, way, name)} |"


def main() -> None:
    """Write the page."""
    logging.disable(logging.CRITICAL)
    page = "\n".join(_page())
    PAGE.write_text(page + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
