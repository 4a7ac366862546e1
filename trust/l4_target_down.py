"""L4: a target that is down is told as such, soon, and holds nothing else up."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from unittest.mock import patch

from gonogo.domain.batch import Batch
from gonogo.domain.clock import SystemClock
from gonogo.domain.commands import Push
from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.egress import sender_from
from gonogo.egress.session import EgressSession
from gonogo.settings import Settings
from tests.fakes import a_reply
from tests.loaded_stack import LoadedStack, loaded_stack
from trust._figure import Figure, Measured

_TIMEOUT = 0.5
"""Seconds that a step of the silent target may take."""
_SLACK = 1.0
_KINDS = 4


def _measure(runs: int) -> Measured:
    settings = Settings(public_base="https://gonogo.example", egress_mode="local")
    with _targets() as urls, loaded_stack(SystemClock(), sender_from(settings)) as stack:
        _push(stack, urls)
        batch = stack.started("down", sets=runs // _KINDS).batch
        since = time.monotonic()
        stack.drain()
        took = time.monotonic() - since
        ended = stack.parts.runs.batch(batch.id) or batch
        wrong, longest = _wrong(stack, ended)
    figure = f"{wrong} of {runs}; the longest took {longest:.1f} s, all of them {took:.1f} s"
    return Measured(figure=figure, holds=not wrong and ended.verdict == "no-go")


@contextmanager
def _targets() -> Iterator[list[str]]:
    """Nobody there, in both families of addresses; one that says nothing, in TLS as well."""
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with socket.create_server(("127.0.0.1", 0), backlog=1_000) as silent:
        yield [
            f"http://127.0.0.1:{port}/",
            f"http://127.0.0.1:{silent.getsockname()[1]}/",
            f"https://127.0.0.1:{silent.getsockname()[1]}/",
            f"http://[::1]:{port}/",
        ]


def _push(stack: LoadedStack, urls: list[str]) -> None:
    tests = [
        {"name": url, "steps": [{"url": url, "timeout": _TIMEOUT, "method": "GET"}]} for url in urls
    ]
    stack.ask(Push(key=stack.admin, document={"project": "down", "tests": tests}))


def _wrong(stack: LoadedStack, batch: Batch) -> tuple[int, float]:
    """Runs that did not end errored, in time and with a reason; and the longest of all."""
    runs = stack.parts.runs.runs_of(batch)
    times = [(run.finished_at or 9e9) - (run.started_at or 0) for run in runs]
    good = [
        run.status == "errored" and run.problem is not None and bool(run.problem.message)
        and took <= _TIMEOUT + _SLACK
        for run, took in zip(runs, times, strict=True)
    ]  # fmt: skip
    return good.count(False), max(times)


def _goes_on() -> AbstractContextManager[object]:
    """What cannot be asked is taken for an answer: 200."""
    return patch.object(EgressSession, "send", lambda *_: a_reply())


def _patient() -> AbstractContextManager[object]:
    """A request has seconds more than its step says."""
    send = EgressSession.send

    def patient(session: EgressSession, request: HttpRequest) -> HttpResponse:
        return send(session, replace(request, timeout=request.timeout + 3))

    return patch.object(EgressSession, "send", patient)


FIGURE = Figure(
    id="L4",
    claim="runs of targets that are down (refused, silent, silent in TLS) that did not end as "
    "errored with a reason, a second after their step's time at the latest",
    bar="0 of 400",
    measure=_measure,
    many=400,
    few=8,
    planted={"no answer is one": _goes_on, "3 seconds of patience": _patient},
)
