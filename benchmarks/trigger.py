"""The API's handler on one trigger: its time, and its calls to AWS, counted on moto in process."""

from __future__ import annotations

import logging
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gonogo import wiring
from gonogo.aws.clients import Clients
from gonogo.domain.clock import SystemClock
from gonogo.services.keys import issue
from tests.aws_stack import AwsStack, aws_stack
from tests.web_events import an_event

TURNS = 30
DOCUMENT = {
    "project": "benchmark",
    "tests": [{"name": "One", "steps": [{"url": "http://127.0.0.1:1/"}]}],
}


class Calls:
    """Counts the calls of some clients, by operation."""

    def __init__(self, clients: Clients) -> None:
        self.seen: Counter[str] = Counter()
        for service in ("dynamodb", "sqs", "sns"):
            client: Any = getattr(clients, service)
            client.meta.events.register("before-call", self._count)

    def _count(self, model: Any, **_: object) -> None:
        self.seen[f"{model.service_model.service_name}:{model.name}"] += 1

    @contextmanager
    def during(self) -> Iterator[Counter[str]]:
        """What is called within the block."""
        self.seen.clear()
        found: Counter[str] = Counter()
        yield found
        found.update(self.seen)


def measure_trigger() -> dict[str, object]:
    """Start a project of one test through its trigger, cold and then warm, and execute its run."""
    logging.disable(logging.CRITICAL)
    with aws_stack(SystemClock()) as stack:
        admin = issue(stack.parts.keys, stack.clock, name="benchmark", role="admin").secret
        trigger = _pushed(stack, admin)
        stack.restart()
        answer = wiring.api(stack.parts)
        calls = Calls(stack.clients)
        counts, seconds = [], []
        for _ in range(TURNS):
            with calls.during() as found:
                started = time.perf_counter()
                reply = answer(an_event(path=f"/runscope/radar/{trigger}/trigger"))
                seconds.append(time.perf_counter() - started)
            if reply["statusCode"] != 201:
                break  # the rate limit: ten in ten seconds, as it should be
            counts.append(found)
        with calls.during() as run:
            stack.execute()
    runs = len(counts)
    return {
        "calls_cold": dict(counts[0]),
        "calls_warm": dict(counts[-1]),
        "calls_warm_total": sum(counts[-1].values()),
        "handler_ms_cold": round(seconds[0] * 1000, 1),
        "handler_ms_warm": round(statistics.median(seconds[1:runs]) * 1000, 1),
        "calls_per_run_executed": round(sum(run.values()) / runs, 2),
        "note": "on moto in process: its own time is in the milliseconds",
    }


def _pushed(stack: AwsStack, admin: str) -> str:
    from gonogo.domain.commands import Push, Pushed

    pushed = stack.ask(Push(key=admin, document=DOCUMENT))
    assert isinstance(pushed, Pushed)
    return next(str(c.trigger) for c in pushed.changes if c.kind == "test")
