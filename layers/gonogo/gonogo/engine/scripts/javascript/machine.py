"""Runs one script in a fresh machine, and reads what it says as hostile text."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any

from gonogo.engine.scripts._contract import Outcome, Script
from gonogo.engine.scripts.javascript.guest import Broken, Guest
from gonogo.engine.scripts.javascript.loading import Shelf

SIDE_BY_SIDE = 4
"""Machines at once in one process: scripts are work for processors, of which there are few."""
MAX_SOURCE = 1024 * 1024
MOST_WANTED = 20
"""Secrets that a script may ask for at a time."""
_places = threading.BoundedSemaphore(SIDE_BY_SIDE)
_shelf = Shelf()


def run_script(script: Script, seconds: float, now: Callable[[], float]) -> Outcome:
    """What the script did; a limit that it broke is an outcome too."""
    if len(script.source) > MAX_SOURCE:
        return Outcome(passed=False, error="the script is longer than 1 MB")
    machine = _shelf.machine()
    with _places:  # waiting for a place is not the script's time
        started = time.monotonic()
        try:
            with closing(Guest(machine.module, seconds, now, machine.engine)) as guest:
                outcome = _outcome(_run(guest, script), guest.world.rejected)
        except Broken as broken:
            outcome = Outcome(passed=False, error=str(broken))
        took = time.monotonic() - started
    _shelf.took(machine, took)
    return replace(outcome, seconds=took)


def _run(guest: Guest, script: Script) -> str:
    given = {
        "source": script.source,
        "event": script.event,
        "edits": script.event == "prerequest",
        "variables": script.variables,
        "kinds": script.kinds,
        "context": script.context,
        "request": script.request,
        "response": script.response,
        "info": script.info,
        "secrets": script.secrets,
        "seed": script.seed,
    }
    enter = guest.evaluate("globalThis.__enter")
    finish = guest.invoke(enter, guest.text(json.dumps(given, ensure_ascii=False)))
    guest.pump()
    return guest.read(guest.invoke(finish))


def _outcome(told: str, rejected: int) -> Outcome:
    """The prelude's answer; whatever else stands there, only these fields are looked at."""
    try:
        said = _clean(json.loads(told))
    except (ValueError, RecursionError):
        return Outcome(passed=False, error="the script's result cannot be read")
    passed, error = said["passed"] is True, said["error"]
    if rejected > 0 and passed:
        passed, error = False, "a promise was rejected, and nothing in the script looked at it"
    return Outcome(
        passed=passed,
        output=said["output"],
        error=error if error is None or not passed else None,
        changes=said["changes"],
        kinds=said["kinds"],
        request=said["request"],
        revealed=said["revealed"] is True,
        wanted=tuple(said["wanted"])[:MOST_WANTED],
    )


def _clean(value: Any) -> Any:
    """Without what cannot be stored or sent: lone surrogates, NUL."""
    if isinstance(value, str):
        whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return whole.replace("\0", "")
    if isinstance(value, dict):
        return {_clean(key): _clean(each) for key, each in value.items()}
    return [_clean(each) for each in value] if isinstance(value, list) else value
