"""Runscope's metrics of a test: how fast it was answered, and how often it passed."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from typing import Any

from gonogo.dialects._contract import Conversation, Links, Request, Talk, json_reply
from gonogo.dialects.runscope._envelope import success
from gonogo.dialects.runscope._opened import opened
from gonogo.dialects.runscope._reading import Plain, query_of
from gonogo.dialects.runscope._results import began
from gonogo.domain.commands import Command, RunView
from gonogo.domain.commands.history import MAX_PAGE, ListRuns, RunList
from gonogo.domain.result import walk
from gonogo.errors import Invalid

_HOUR, _DAY = 3600, 86_400
FRAMES = {
    "hour": (_HOUR, 60),
    "day": (_DAY, _HOUR),
    "week": (7 * _DAY, 6 * _HOUR),
    "month": (30 * _DAY, _DAY),
}
"""Seconds of a time frame, and of one point in it."""
MOST_PAGES = 5
"""Of the history: the newest 500 runs are looked at, those of the frame before included."""
_ALL = "all"


def read(request: Request, links: Links) -> Talk:
    """Bare, unless `marshal_result` asks for the envelope."""
    yield from opened(request)
    frame = query_of(request, "timeframe") or "month"
    if frame not in FRAMES:
        accepted = ", ".join(FRAMES)
        raise Invalid("There is no such time frame.", field="timeframe", accepted=accepted)
    region = query_of(request, "region") or _ALL
    environment = query_of(request, "environment_uuid") or _ALL
    span, width = FRAMES[frame]
    views = yield from _runs(request, span)
    views = [view for view in views if _fits(view, region, environment)]
    end = request.at or max((view.run.created_at for view in views), default=0.0)
    now = [view for view in views if began(view.run) > end - span]
    before = [view for view in views if end - 2 * span < began(view.run) <= end - span]
    change = _change(_period(now), _period(before)) if before else _nothing()
    data = {
        "response_times": _points(now, width),
        "this_time_period": _period(now),
        "change_from_last_period": change,
        "changes_from_last_period": change,
        "environment_uuid": environment,
        "region": region,
        "timeframe": frame,
    }
    enveloped = query_of(request, "marshal_result").lower() == "true"
    return success(200, data) if enveloped else json_reply(200, data)


def _runs(request: Request, span: int) -> Generator[Command, Any, list[RunView]]:
    """Runs that are over, of this frame and the one before it."""
    found: list[RunView] = []
    before: int | None = None
    for _ in range(MOST_PAGES):
        page: RunList = yield ListRuns(
            key=request.bearer,
            project=request.params["bucket"],
            test=request.params["test"],
            limit=MAX_PAGE,
            before=before,
            results=True,
        )
        found += page.runs
        before = page.next
        end = request.at or (found[0].run.created_at if found else 0.0)
        if before is None or (page.runs and page.runs[-1].run.created_at < end - 2 * span):
            break
    return [view for view in found if view.run.over]


def _fits(view: RunView, region: str, environment: str) -> bool:
    run = view.run
    return region in (_ALL, run.location) and environment in (_ALL, run.environment)


def _times(views: Iterable[RunView]) -> list[float]:
    """Milliseconds of every answer."""
    return sorted(
        step.response.timings.total
        for view in views
        if view.result
        for step in walk(view.result.steps)
        if step.response is not None and step.request is not None
    )


def _points(views: Sequence[RunView], width: int) -> list[Plain]:
    """One point for each part of the frame in which something ran, oldest first."""
    parts: dict[int, list[RunView]] = {}
    for view in views:
        parts.setdefault(int(began(view.run)) // width * width, []).append(view)
    return [
        {
            "timestamp": start,
            "success_ratio": sum(v.run.status == "passed" for v in part) / len(part),
            "avg_response_time_ms": _average(_times(part)),
        }
        for start, part in sorted(parts.items())
    ]


def _average(times: list[float]) -> float:
    return round(sum(times) / len(times), 1) if times else 0


_PERCENTS = {f"response_time_{n}th_percentile": n for n in (50, 95, 99)}


def _period(views: Sequence[RunView]) -> dict[str, float | None]:
    times = _times(views)
    found: dict[str, float | None] = {
        name: _percentile(times, percent) for name, percent in _PERCENTS.items()
    }
    return {**found, "total_test_runs": len(views)}


def _percentile(times: list[float], percent: int) -> float | None:
    """The nearest rank: a time that was really measured."""
    return round(times[-(-len(times) * percent // 100) - 1], 1) if times else None


def _nothing() -> dict[str, float | None]:
    return dict.fromkeys((*_PERCENTS, "total_test_runs"))


def _change(
    now: dict[str, float | None], before: dict[str, float | None]
) -> dict[str, float | None]:
    """How much more or less it is, as a share of what it was."""
    return {name: _share(now[name], before[name]) for name in now}


def _share(now: float | None, before: float | None) -> float | None:
    return round((now - before) / before, 4) if now is not None and before else None


ROUTES = (
    Conversation(
        ("GET",),
        "/buckets/<bucket>/tests/<test>/metrics",
        read,
        "Read how fast a test was answered and how often it passed.",
    ),
)
