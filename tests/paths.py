"""Whole ways through gonogo, with one accident at each call of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tests.faults import KILLS, Kind
from tests.state_machine import Machine, Step

AWS = "[!h]*"
"""Calls of AWS; the others are those of HTTP."""


def _start(suite: str, *, key: bool = False, hook: bool = True) -> Step:
    return "start", {"suite": suite, "hook": hook, "key": key, "e": None}


def _time(seconds: float = 61.0) -> Step:
    return "pass_time", {"seconds": seconds, "e": None}


def _cancel(*, whole: bool) -> Step:
    return "cancel", {"at": 0, "whole": whole, "e": None}


def _ask(kind: str) -> Step:
    return "ask", {"kind": kind, "again": False, "e": None}


_WORK: tuple[Step, ...] = tuple(
    (name, {"at": 0, "again": False, "e": None}) for name in ("execute", "report", "hear")
)
_ROUND = _WORK * 4
_LOSE: Step = ("lose", {"queue": "runs", "at": 0})
_REPEAT: Step = ("repeat", {"at": 0, "e": None})
_GATES: Step = ("gates_minute", {"e": None})
PATHS: Mapping[str, Sequence[Step]] = {
    "a start": (_start("bad"), *_ROUND),
    "a start with a key": (_start("good", key=True, hook=False), _REPEAT, *_ROUND),
    "phases": (_start("phases", hook=False), *_ROUND),
    "a setup that fails": (_start("cut", hook=False), *_ROUND),
    "a message is lost": (_start("good"), _LOSE, _time(), *_ROUND),
    "a batch is canceled": (_start("bad"), _cancel(whole=True), *_ROUND),
    "a run is canceled": (_start("good"), _cancel(whole=False), *_ROUND),
    "a gate says go": (_ask("good"), *_ROUND),
    "a gate says no": (_ask("bad"), *_ROUND),
    "a gate is given up": (_ask("good"), _LOSE, _time(3400.0), _GATES, *_ROUND),
    "nobody hears": (
        ("receivers", {"broken": True}),
        _start("good"),
        *_ROUND,
        ("receivers", {"broken": False}),
        _time(400.0),
        *_ROUND,
    ),
}


def go(path: Sequence[Step], nth: int, kind: Kind, call: str = "*") -> None:
    """Go a way with one accident on it, and see that all is well."""
    machine = Machine(armed=True)
    # Who dies may tell something twice, or run a test again; who is cut off from AWS may not.
    dies = kind in KILLS
    machine.excuses = int(dies)
    with machine.world.faults.at(nth, kind, call):
        _walk(path, machine)
    machine.teardown()
    attempts = [run.attempt for run in machine.seen.values()]
    assert dies or max(attempts, default=0) <= 1, "each test is run once"


def _walk(path: Sequence[Step], machine: Machine) -> None:
    for name, given in path:
        getattr(machine, name)(**given)
        machine.all_is_well()


def points(path: Sequence[Step], call: str = "*") -> int:
    """How many calls a way has."""
    machine = Machine(armed=True)
    with machine.world.faults.at(0, "delay", call):
        _walk(path, machine)
        return len(machine.world.faults.calls)


def everywhere(
    kinds: Sequence[Kind], call: str = "*", paths: Mapping[str, Sequence[Step]] = PATHS
) -> Iterator[tuple[str, int, Kind]]:
    """Each call of each way, with each kind of accident."""
    for name, path in paths.items():
        for nth in range(1, points(path, call) + 1):
            for kind in kinds:
                yield name, nth, kind
