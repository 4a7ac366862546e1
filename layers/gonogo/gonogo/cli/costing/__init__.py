"""What a deployment costs: counts that were measured, times prices (`docs/reference/cost.md`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gonogo.cli.costing.prices import PRICES

MEASURED = Path(__file__).with_name("measured.json")
"""Written by `python -m costs`: how much a batch, a run and a request use."""
CALL_SECONDS = 0.005
"""A call of DynamoDB, SQS or SNS from Lambda takes about so long."""
TARGET_SECONDS = 0.2
"""So long a tested API takes to answer, unless said."""
SIDE_BY_SIDE = 10
"""Runs that one executor is given and works on at once, if there are as many."""
READS = 3
"""How often a pipeline reads a batch until it is over, each a long poll."""
MEMORY = {"executor": 1024} | dict.fromkeys(
    ("api", "read", "reporter", "gates", "minute", "janitor"), 512
)
"""Megabytes; `read` is the API, asked for a batch, and `minute` are gates with nothing due."""
_FULL = 1769
"""Megabytes with which Lambda gives a function a whole processor."""
LOGGED = 2_000
"""Bytes that an invocation logs, with Lambda's own lines."""
KEPT_MONTHS = 1
"""Results are kept for 30 days."""
MINUTES = 30 * 24 * 60
POLLS = 2 * 5 * 3 * MINUTES
"""Empty reads of the two queues: five pollers each, of twenty seconds."""
ALARMS = 22


@dataclass(frozen=True, slots=True)
class Load:
    """What is to be run."""

    batches: float
    runs: float
    requests: float
    target_seconds: float = TARGET_SECONDS


@cache
def measured() -> Mapping[str, Mapping[str, float]]:
    """Counts by what they belong to: `batch`, `run`, `request`, `idle`."""
    found: Mapping[str, Mapping[str, float]] = json.loads(MEASURED.read_text())
    return found


def _sum(name: str, load: Load) -> float:
    """A measured count for a load."""
    parts = {"batch": load.batches, "run": load.runs, "request": load.requests}
    return sum(measured()[of].get(name, 0.0) * count for of, count in parts.items())


def _seconds(function: str, processor: float, calls: float) -> float:
    """How long a function runs: its processor time on its share of one, and the calls it makes."""
    return processor * _FULL / MEMORY[function] + calls * CALL_SECONDS


def _gb(function: str, seconds: float) -> float:
    return seconds * MEMORY[function] / 1024


def of_load(load: Load) -> dict[str, float]:
    """Quantities by the names of prices."""
    executors = max(load.runs / SIDE_BY_SIDE, min(load.batches, load.runs))
    counts = {"api": load.batches, "read": READS * load.batches, "executor": executors}
    counts |= {"reporter": load.batches, "gates": load.batches}
    invocations = sum(counts.values())
    seconds = {
        name: _seconds(name, _sum(f"{name}.seconds", load), _sum(f"{name}.calls", load))
        * (READS if name == "read" else 1)
        for name in counts
    }
    # Runs wait for the tested API side by side, and for each other's processor time not at all.
    together = load.runs / executors if executors else 1.0
    seconds["executor"] += load.requests * load.target_seconds / together
    return {
        "writes": _sum("writes", load),
        "reads": _sum("reads", load) + (READS - 1) * _sum("read.reads", load),
        "stored": KEPT_MONTHS * _sum("stored", load) / 1e9,
        "invocations": invocations,
        "gb_seconds": sum(_gb(name, found) for name, found in seconds.items()),
        "api": counts["api"] + counts["read"],
        # Sent by tens, received by tens, deleted by tens.
        "sqs": 3 * executors,
        "sns": load.batches,
        "logs": invocations * LOGGED / 1e9,
        "traces": invocations,
    }


def of_month() -> dict[str, float]:
    """Quantities of a month in which nothing is run."""
    idle = measured()["idle"]
    seconds = {
        name: MINUTES * _seconds(name, idle[f"{name}.seconds"], idle[f"{name}.calls"])
        for name in ("janitor", "minute")
    }
    return {
        "reads": MINUTES * idle["reads"],
        "invocations": 2.0 * MINUTES,
        "gb_seconds": sum(_gb(name, found) for name, found in seconds.items()),
        "sqs": float(POLLS),
        "logs": 2 * MINUTES * LOGGED / 1e9,
        "traces": 2.0 * MINUTES,
        "alarms": float(ALARMS),
        "keys": 1.0,
    }


def dollars(quantities: Mapping[str, float]) -> dict[str, float]:
    """What each quantity costs."""
    return {name: count * PRICES[name].each for name, count in quantities.items()}
