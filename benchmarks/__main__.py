"""`python -m benchmarks`: a table on standard error, one JSON document on standard output."""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.engine import Figures, installed, measure_all
from benchmarks.goals import BY_HAND, OURS, goals, ratio
from benchmarks.imports import measure_imports
from benchmarks.scripts import measure_scripts
from benchmarks.workloads import C_SLOW, A, B, C, D, E

TREE = Path(__file__).parent.parent
BUDGET_SECONDS = 240.0
"""For the workloads; after it each tool still gets one run, and the rest takes a minute."""


def main() -> None:
    """Measure everything that is there."""
    started = time.monotonic()
    until = started + BUDGET_SECONDS
    figures = measure_all((A, B, C, C_SLOW, D, E), until)
    say("imports …")
    imports = measure_imports(TREE)
    say("trigger …")
    trigger = _if_there(_trigger)
    say("scripts …")
    scripts = measure_scripts(TREE)
    checked = [goal.document() for goal in goals(figures, imports, trigger, scripts)]
    for line in table(figures, imports, checked):
        say(line)
    document = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "load_before": os.getloadavg()[2],
        "versions": {name: version for name, (_, version) in installed().items()},
        "workloads": {w: {n: s.document() for n, s in by.items()} for w, by in figures.items()},
        "imports": imports,
        "trigger": trigger,
        "scripts": scripts,
        "goals": checked,
        "seconds": round(time.monotonic() - started, 1),
    }
    print(json.dumps(document, indent=2))


def _trigger() -> dict[str, Any]:
    from benchmarks.trigger import measure_trigger

    return measure_trigger()


def _if_there(measure: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The figures, or why there are none: one missing library must not cost all the others."""
    try:
        return measure()
    except ImportError as error:
        return {"problem": str(error)}


def table(
    figures: Figures, imports: dict[str, dict[str, float]], checked: list[dict[str, Any]]
) -> Iterator[str]:
    """The figures for people."""
    yield ""
    yield f"{'workload':9} {'tool':18} {'median s':>9} {'min-max':>15} {'MiB':>6} {'ours/this':>10}"
    for workload, by in figures.items():
        for name, series in sorted(by.items(), key=lambda item: item[0] not in (OURS, BY_HAND)):
            said = series.document()
            if "problem" in said:
                yield f"{workload:9} {name:18} {str(said['problem']).splitlines()[0][:60]}"
                continue
            spread = f"{said['min_s']}-{said['max_s']}"
            share = ratio(figures, workload, name)
            shown = "" if share is None or name == OURS else f"{share:10.2f}"
            yield (
                f"{workload:9} {name:18} {said['median_s']:9} {spread:>15} "
                f"{said['peak_mib']:6} {shown}"
            )
    yield ""
    for name, figure in imports.items():
        yield f"import {name:28} {figure['ms']:7.1f} ms  {figure['ratio']:.2f}"
    yield ""
    for goal in checked:
        words = {True: "met", False: "MISSED", None: "not measured"}[goal["met"]]
        yield f"{goal['figure']:46} <= {goal['goal']:<5} {goal['value']!s:>8}  {words}"


def say(line: str) -> None:
    """To people; standard output is for the document."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
