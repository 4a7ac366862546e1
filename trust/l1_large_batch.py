"""L1: the largest batch is started in one call, executed, and judged by each of its runs."""

from __future__ import annotations

import base64
import gzip
import json
import resource
import time
from collections import Counter
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from gonogo import wiring
from gonogo.aws.queue import SqsRunQueue
from gonogo.domain.batch import Batch
from gonogo.domain.ids import BatchId
from tests.fakes import FakeClock, FakeHttp, a_reply
from tests.loaded_stack import LoadedStack, loaded_stack
from trust._figure import Figure, Measured

_SETS = 50
_MOST_BYTES = 6_291_556
"""Of a function's answer."""


def _measure(runs: int) -> Measured:
    def target(request: Any) -> Any:
        """One of all runs is answered otherwise."""
        return a_reply(status=500 if request.url.endswith("/0?n=7") else 200)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with loaded_stack(FakeClock(), FakeHttp(target)) as stack:
        stack.pushed("large", tests=runs // _SETS)
        problems, batch, starting = _started(stack, runs)
        units, since = Counter(stack.metered.units), time.monotonic()
        stack.drain()
        took = time.monotonic() - since
        units = stack.metered.units - units
        problems += _judged(stack, batch, runs)
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    named = "".join(f"; {problem}" for problem in problems)
    figure = (
        f"{len(problems)} problems with {runs:,} runs: started in {starting:.1f} s, then "
        f"{runs / took:,.0f} runs a second, {units['write'] / runs:.1f} write and "
        f"{units['read'] / runs:.1f} read units each, indexes aside; {memory:.0f} MB{named}"
    )
    return Measured(figure=figure, holds=not problems)


def _started(stack: LoadedStack, runs: int) -> tuple[list[str], str, float]:
    """Start by our own API; what is wrong with the answer, the batch, and the seconds it took."""
    sets = [{"variables": {"n": n}} for n in range(_SETS)]
    event = {
        "rawPath": "/v1/projects/large/start",
        "headers": {"authorization": f"Bearer {stack.admin}", "content-type": "application/json"},
        "requestContext": {"http": {"method": "POST"}, "requestId": "r-1"},
        "body": json.dumps({"sets": sets}),
    }
    since = time.monotonic()
    answer = wiring.api(stack.parts)(event)
    took = time.monotonic() - since
    size = len(json.dumps(answer))
    body = answer["body"]
    told = json.loads(
        gzip.decompress(base64.b64decode(body)) if answer["isBase64Encoded"] else body
    )
    problems = [] if size <= _MOST_BYTES else [f"an answer of {size:,} bytes"]
    if len(told["runs"]) != runs or told["batch"]["total"] != runs:
        problems.append(f"{len(told['runs'])} runs told")
    return problems, told["batch"]["id"], took


def _judged(stack: LoadedStack, id: str, runs: int) -> list[str]:
    batch = stack.parts.runs.batch(BatchId(id))
    if batch is None:
        return ["no batch"]
    ends = (batch.tally.passed, batch.tally.failed, batch.verdict)
    outcomes = [outcome for outcome in stack.outcomes() if outcome.kind == "batch"]
    problems = [] if ends == (runs - 1, 1, "no-go") else [f"judged {ends}"]
    if [outcome.status for outcome in outcomes] != ["no-go"]:
        problems.append(f"{len(outcomes)} outcomes")
    return problems


def _part_sent() -> AbstractContextManager[object]:
    """The queue is told of the first hundred alone."""
    send = SqsRunQueue.send
    return patch.object(SqsRunQueue, "send", lambda queue, all: send(queue, all[:100]))


def _closed_early() -> AbstractContextManager[object]:
    """The batch is over before its last hundred of runs is."""
    over = property(lambda batch: batch.tally.over >= batch.total - 99)
    return patch.object(Batch, "over", over)


FIGURE = Figure(
    id="L1",
    claim="problems with a batch of the most runs there may be: not all told in the answer, an "
    "answer that a function cannot give, a run not counted, a verdict told never, twice or wrong",
    bar="0 with 10,000 runs, one of which fails",
    measure=_measure,
    many=10_000,
    few=150,
    planted={"only a part is sent": _part_sent, "closed early": _closed_early},
    seconds=300,
)
