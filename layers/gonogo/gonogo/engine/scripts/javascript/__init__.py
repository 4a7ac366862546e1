"""JavaScript: each script in a QuickJS machine of its own, under wasmtime, with all libraries."""

from __future__ import annotations

from collections.abc import Callable

from gonogo.engine.scripts._contract import Language, Outcome, Script


def run(script: Script, seconds: float, now: Callable[[], float]) -> Outcome:
    """Run one script within its limits."""
    # Here and not above: a run without scripts never loads wasmtime.
    from gonogo.engine.scripts.javascript.machine import run_script

    return run_script(script, seconds, now)


LANGUAGE = Language("JavaScript", run)
