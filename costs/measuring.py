"""What a batch uses of AWS: started by its trigger URL, executed, told and read, in memory."""

from __future__ import annotations

import hashlib
import json
import logging
from collections import Counter
from itertools import count
from typing import Any

from gonogo import gating, wiring
from gonogo.cli.costing import SIDE_BY_SIDE
from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.domain.messages import message_of
from gonogo.gates._contract import MINUTE
from gonogo.services.execute import execute_run
from gonogo.services.keys import issue
from tests.aws_stack import AwsStack, aws_stack
from tests.fakes import FakeClock, FakeHttp, a_reply
from tests.meter import Meter, weight
from tests.web_events import an_event


def _answer(request: HttpRequest) -> HttpResponse:
    """What the tested API says: about 2 KB, no two alike, as ids and names of real answers are."""
    seed = hashlib.sha256(f"{request.url} {next(_NUMBERS)}".encode()).hexdigest()
    names = [hashlib.sha256(f"{seed}{n}".encode()).hexdigest()[:24] for n in range(40)]
    items = [{"id": number, "name": name, "price": 9.5} for number, name in enumerate(names)]
    reply: HttpResponse = a_reply({"items": items})
    return reply


_NUMBERS = count()


def used(runs: int, requests: int, *, warm: bool = True) -> Counter[str]:
    """The counts of one batch of so many runs, each of so many requests; `warm`: of the second."""
    logging.disable(logging.INFO)
    try:
        with aws_stack(FakeClock(), FakeHttp(_answer)) as stack:
            deployment = _Deployment(stack, runs, requests)
            if warm:  # what is loaded and remembered once is paid once
                deployment.batch(Counter())
            deployment.meter.counts.clear()
            deployment.meter.counts["stored"] = deployment.stored()
            deployment.batch(deployment.meter.counts)
            return deployment.meter.counts
    finally:
        logging.disable(logging.NOTSET)


class _Deployment:
    """A project in a deployment, and its functions."""

    def __init__(self, stack: AwsStack, runs: int, requests: int) -> None:
        self._stack = stack
        self._admin = issue(stack.parts.keys, stack.clock, name="a", role="admin").secret
        self._answer = wiring.api(stack.parts)
        self._tell, self._gates = wiring.reporter(stack.parts), gating.gates(stack.parts)
        self._trigger = self._push(_document(runs, requests))
        self.meter = Meter(stack.clients, stack.outside)

    def _ask(self, method: str, path: str, body: str | None = None) -> Any:
        key, kind = f"Bearer {self._admin}", "application/json"
        event = an_event(method, path, "", body, authorization=key, content_type=kind)
        answer = self._answer(event)
        if answer["statusCode"] >= 300:
            raise RuntimeError(f"{method} {path}: {answer}")
        return json.loads(answer["body"])

    def _push(self, document: dict[str, Any]) -> str:
        changes = self._ask("POST", "/v1/definitions", json.dumps(document))["changes"]
        (found,) = (c["trigger"] for c in changes if c["kind"] == "suite")
        return str(found)

    def batch(self, counts: Counter[str]) -> None:
        """From the trigger to the answer that the pipeline waits for, and a minute of nothing."""
        with self.meter.function("api"):
            started = self._ask("POST", f"/v1/triggers/{self._trigger}")
        execution = wiring.execution(self._stack.parts)
        waiting = self._stack.messages()
        for start in range(0, len(waiting), SIDE_BY_SIDE):
            with self.meter.function("executor"):
                for run in waiting[start : start + SIDE_BY_SIDE]:
                    execute_run(run, execution)  # type: ignore[arg-type]
        for outcome in self._stack.outcomes():
            with self.meter.function("reporter"):
                self._tell(outcome)
            sns = {
                "TopicArn": self._stack.settings.outcomes_topic,
                "Message": message_of(outcome),
            }
            with self.meter.function("gates"):
                self._gates({"Records": [{"Sns": sns}]})
        before = counts["dynamodb.half_reads"]
        with self.meter.function("read"):
            read = self._ask("GET", f"/v1/batches/{started['batch']['id']}")
        counts["read.half_reads"] += counts["dynamodb.half_reads"] - before
        if read["verdict"] != "go":
            raise RuntimeError(f"The batch that is measured did not pass: {read}")
        counts["stored"] = self.stored() - counts["stored"]
        self._idle()

    def stored(self) -> int:
        """Bytes in the table of runs."""
        dynamodb = self._stack.clients.dynamodb
        return sum(weight(item) for item in dynamodb.scan(TableName="runs")["Items"])

    def _idle(self) -> None:
        """What the minute costs where nothing is due; counted apart."""
        kept = Counter(self.meter.counts)
        self.meter.counts.clear()
        with self.meter.function("janitor"):
            wiring.janitor(self._stack.parts)()
        with self.meter.function("minute"):
            self._gates({"source": MINUTE})
        idle = {f"idle.{name}": count for name, count in self.meter.counts.items()}
        self.meter.counts.clear()
        self.meter.counts.update(kept)
        self.meter.counts.update(idle)


def _document(runs: int, requests: int) -> dict[str, Any]:
    step = {
        "url": "https://api.example/items?n={{base}}",
        "headers": {"X-Test": "{{base}}"},
        "assertions": [
            {"source": "response_status", "value": 200},
            {"source": "response_json", "property": "items[3].id", "value": 3},
            {"source": "response_time", "comparison": "is_less_than", "value": 2000},
        ],
    }
    names = [f"Test {number:03}" for number in range(runs)]
    return {
        "project": "shop",
        "environments": [{"name": "staging", "variables": {"base": "1"}}],
        "tests": [{"name": name, "steps": [step] * requests} for name in names],
        "suites": [{"name": "smoke", "tests": names}],
    }
