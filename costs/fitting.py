"""From counts of three batches to how much a batch, a run and a request use."""

from __future__ import annotations

from collections import Counter

from costs.measuring import used

RUNS, REQUESTS = (10, 20), (5, 15)
TIMES = 4
FUNCTIONS = ("api", "executor", "reporter", "gates", "read")
"""Those that a batch comes by; `read` is the API, asked how the batch stands."""


def measured() -> dict[str, dict[str, float]]:
    """Counts by what they belong to; each grows in a straight line."""
    few, more = (_quickest(runs, REQUESTS[0]) for runs in RUNS)
    longer = _quickest(RUNS[0], REQUESTS[1])
    parts: dict[str, dict[str, float]] = {"batch": {}, "run": {}, "request": {}, "idle": {}}
    for name in sorted(few):
        if name.startswith("idle."):
            parts["idle"][name.removeprefix("idle.")] = few[name]
            continue
        a_request = (longer[name] - few[name]) / (RUNS[0] * (REQUESTS[1] - REQUESTS[0]))
        a_run = (more[name] - few[name]) / (RUNS[1] - RUNS[0]) - REQUESTS[0] * a_request
        a_batch = few[name] - RUNS[0] * (a_run + REQUESTS[0] * a_request)
        for of, value in (("batch", a_batch), ("run", a_run), ("request", a_request)):
            # A time below nothing is noise.
            if value > 1e-9 or (abs(value) > 1e-9 and not name.endswith(".seconds")):
                parts[of][name] = round(value, 7)
    return parts


def _quickest(runs: int, requests: int) -> dict[str, float]:
    """The same counts each time, and the least time of several: a busy machine adds to it."""
    found = [_named(used(runs, requests)) for _ in range(TIMES)]
    return {name: min(each[name] for each in found) for name in found[0]}


def _named(counts: Counter[str]) -> dict[str, float]:
    """In the units that are charged."""
    found: dict[str, float] = {
        "writes": counts["dynamodb.writes"],
        "reads": counts["dynamodb.half_reads"] / 2,
        "read.reads": counts["read.half_reads"] / 2,
        "stored": counts["stored"],
        "idle.reads": counts["idle.dynamodb.half_reads"] / 2,
    }
    for name in (*FUNCTIONS, "idle.janitor", "idle.minute"):
        found[f"{name}.calls"] = counts[f"{name}.calls"]
        found[f"{name}.seconds"] = counts[f"{name}.microseconds"] / 1e6
    return found
