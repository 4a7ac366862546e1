"""What the figures have to reach, as ratios in one run."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.engine import Figures
from benchmarks.workloads import C_SLOW, D

OURS = "gonogo"
BY_HAND = "pytest_requests"


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure and its bound; None where it was not measured."""

    figure: str
    goal: float
    value: float | None

    def document(self) -> dict[str, object]:
        """For the JSON document."""
        met = None if self.value is None else self.value <= self.goal
        value = None if self.value is None else round(self.value, 3)
        return {"figure": self.figure, "goal": self.goal, "value": value, "met": met}


def goals(
    figures: Figures,
    imports: dict[str, dict[str, float]],
    trigger: dict[str, object],
    scripts: dict[str, float],
) -> list[Goal]:
    """Every goal that this benchmark can speak of."""
    calls = trigger.get("calls_warm_total")
    return [
        Goal("a / pytest + requests", 0.7, ratio(figures, "a", BY_HAND)),
        Goal("b / pytest + requests", 0.8, ratio(figures, "b", BY_HAND)),
        Goal("b / newman", 0.13, ratio(figures, "b", "newman")),
        Goal("c / pytest + requests", 0.8, ratio(figures, "c", BY_HAND)),
        Goal("c / stepci", 0.3, ratio(figures, "c", "stepci")),
        Goal("d: ms a request above curl, without start-up", 1.0, _waiting(figures)),
        Goal("c at 50 ms, 100 side by side: seconds", 1.0, _seconds(figures, C_SLOW.name)),
        Goal("e / newman", 0.4, ratio(figures, "e", "newman")),
        Goal("e / bruno, safe mode", 0.05, ratio(figures, "e", "bruno_safe")),
        Goal("peak MiB on b", 60, _memory(figures, "b")),
        Goal("scripts: start p50, ms", 15, scripts["start_ms_p50"]),
        Goal("scripts: start p95, ms", 30, scripts["start_ms_p95"]),
        Goal("scripts: worst excess over the limit, s", 0.3, scripts["worst_excess_s"]),
        Goal("scripts: memory that attacks took, MiB", 128, scripts["memory_mib"]),
        Goal("scripts: growth over 400 attacks, MiB", 8, scripts["soak_growth_mib"]),
        Goal("AWS calls of a warm trigger", 4, float(str(calls)) if calls is not None else None),
        Goal("import functions/api / boto3 + client", 1.3, _import(imports, "functions/api")),
    ]


def ratio(figures: Figures, workload: str, peer: str) -> float | None:
    """Our median by theirs."""
    ours, theirs = _seconds(figures, workload), _seconds(figures, workload, peer)
    return None if ours is None or theirs is None else ours / theirs


def _seconds(figures: Figures, workload: str, peer: str = OURS) -> float | None:
    series = figures.get(workload, {}).get(peer)
    return series.median if series and series.seconds else None


def _memory(figures: Figures, workload: str) -> float | None:
    series = figures.get(workload, {}).get(OURS)
    return max(series.mib) if series and series.mib else None


def _waiting(figures: Figures) -> float | None:
    """What is left of d once the waiting and one start-up (a) are taken off."""
    found = [_seconds(figures, "d"), _seconds(figures, "d", "curl"), _seconds(figures, "a")]
    if any(value is None for value in found):
        return None
    ours, floor, start = (value or 0.0 for value in found)
    return (ours - floor - start) * 1000 / D.requests


def _import(imports: dict[str, dict[str, float]], name: str) -> float | None:
    return imports[name]["ratio"] if name in imports else None
