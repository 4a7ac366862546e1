"""One gonogo over AWS in memory, for thousands of steps: its functions, its queues, its callers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any
from unittest.mock import patch

from botocore.exceptions import BotoCoreError, ClientError

from gonogo import gating, wiring
from gonogo.aws.clients import Clients
from gonogo.domain.batch import Batch
from gonogo.domain.commands import StoredTest
from gonogo.domain.delivery import Delivery, Subject
from gonogo.domain.gate import Binding, BindingId
from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.domain.ids import SuiteId, TestId, TriggerId, uuid_of
from gonogo.domain.project import Suite
from gonogo.domain.run import Run
from gonogo.domain.webhook import new_webhook_secret
from gonogo.errors import GonogoError, HttpFailure, Unavailable
from gonogo.gates._contract import MINUTE
from gonogo.services.keys import issue
from gonogo.web.records import outcomes, run_messages
from tests.builders import NOW, NUMBER, PROJECT, a_head, a_project, a_webhook
from tests.fakes import FakeClock, a_reply
from tests.faults import SERVICES, Faults, Killed
from tests.quick_client import QuickClient
from tests.quick_stack import QuickStack
from tests.web_events import an_event

GOOD, BAD = "https://api.example/good", "https://api.example/bad"
HOOK = "https://hook.example/done"
WEBHOOK = a_webhook()
IDS = tuple(TestId(uuid_of("test", NUMBER + place)) for place in range(3))
SUITES: Mapping[str, tuple[tuple[int, ...], ...]] = {
    "good": ((), (0,), ()),
    "bad": ((), (0, 1), ()),
    "phases": ((0,), (1, 0), (2,)),
    "cut": ((1,), (0,), (2,)),
}
"""Setup, main and teardown of each suite, by places of the tests; the second test fails."""
TESTS = ("test 0", "test 1", "test 2")
TRIGGERS = {
    name: TriggerId(f"00000000-0000-4000-8000-{number:012}")
    for number, name in enumerate((*TESTS, *SUITES), start=100)
}


class Net:
    """The tested system and those who are told; whatever is sent may go wrong."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.took: Counter[str] = Counter()
        """How often each notification was taken, by `webhook-id`."""
        self.mend()

    def mend(self) -> None:
        """As at the beginning."""
        self.took.clear()
        self.broken = False
        """Whether who is told answers 500."""

    def session(self, *, keep_cookies: bool = False) -> Net:
        """Itself."""
        return self

    def send(self, request: HttpRequest) -> HttpResponse:
        """An answer, unless the call is cut; the tested system cannot be cut off."""
        tested = request.url in (GOOD, BAD)
        name = "http.Get" if tested else "http.Post"
        try:
            return self.faults.called(name, lambda: self._answer(request))
        except Unavailable as cut:
            if tested:
                return self._answer(request)
            raise HttpFailure(cut.message) from cut

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.url in (GOOD, BAD):
            return a_reply({}, status=200 if request.url == GOOD else 500)
        if self.broken:
            return a_reply({}, status=500)
        self.took.update(value for name, value in request.headers if name == "webhook-id")
        return a_reply({})

    def cookies(self) -> None:
        """None are kept."""

    def close(self) -> None:
        """Nothing to close."""


class Deployments(QuickClient):
    """CodeDeploy: who waits for an answer, and gets the first one."""

    service = "codedeploy"

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, list[str]] = {}
        """What each deployment was told, and what more it did not take."""

    def get_deployment(self, deploymentId: str) -> dict[str, Any]:
        """Of which application it is."""
        name = deploymentId.partition("-")[0]
        info = {"applicationName": name, "deploymentGroupName": "blue", "creator": "user"}
        return self._called("GetDeployment", lambda: {"deploymentInfo": info})

    def list_deployment_targets(self, deploymentId: str) -> dict[str, Any]:
        """None."""
        return {}

    def put_lifecycle_event_hook_execution_status(
        self,
        deploymentId: str,
        status: str,
        **_: Any,
    ) -> dict[str, Any]:
        """The first answer counts."""

        def put() -> dict[str, Any]:
            told = self.answers.setdefault(deploymentId, [])
            told.append(status)
            if len(told) > 1:
                error: Any = {"Error": {"Code": "LifecycleEventAlreadyCompletedException"}}
                raise ClientError(error, "PutLifecycleEventHookExecutionStatus")
            return {}

        return self._called("PutLifecycleEventHookExecutionStatus", put)


_CHANCE = Random(1)  # noqa: S311
"""What ids are made of: the same steps make the same world."""


class OneByOne:
    """Stands for a pool of threads: what is given to it is done in its order, and at once."""

    def __init__(self, *_: object, **__: object) -> None:
        """As many as one."""

    def __enter__(self) -> OneByOne:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is left to wait for."""

    def submit(self, do: Callable[..., Any], *given: Any) -> Future[Any]:
        """Done, with what came of it."""
        future: Future[Any] = Future()
        try:
            future.set_result(do(*given))
        except BaseException as error:
            future.set_exception(error)
        return future

    def map(self, do: Callable[..., Any], *given: Any) -> list[Any]:
        """All of it."""
        futures = [self.submit(do, *each) for each in zip(*given, strict=False)]
        return [future.result() for future in futures]


@dataclass
class World:
    """The functions, each called as AWS calls it, and what waits to be delivered to them."""

    stack: QuickStack
    clock: FakeClock
    net: Net
    faults: Faults
    deployments: Deployments
    key: str
    forever: ExitStack
    """What stands around the process as long as it lives."""
    handlers: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.restart()
        self.api = wiring.api(self.stack.parts)
        self.eyes = wiring.Parts(self.stack.settings, self.clock, self.stack.outside)
        """What a test looks with: nothing befalls its calls."""

    def restart(self) -> None:
        """A fresh process of each function."""
        self.faults.revive()
        parts = self.stack.parts
        vars(parts).pop("gating", None)
        self.handlers = {
            "executor": wiring.executor(parts),
            "reporter": wiring.reporter(parts),
            "janitor": wiring.janitor(parts),
            "gates": gating.gates(parts),
        }

    def done(self, do: Callable[[], Any]) -> tuple[bool, Any]:
        """Whether a function came to its end, and what it returned."""
        try:
            return True, do()
        except Killed:
            self.restart()
        except (ClientError, BotoCoreError, GonogoError):
            pass  # Lambda logs it, and calls again if it was asynchronous
        return False, None

    # ---- what calls the functions ----------------------------------------------------------------

    def call(self, method: str, path: str, **headers: str) -> tuple[int, Any]:
        """Status and document; status 0 if the process died."""
        target, _, query = path.partition("?")
        given = {"authorization": f"Bearer {self.key}", **headers}
        event = an_event(method, target, query, **given)  # type: ignore[arg-type]
        ended, reply = self.done(lambda: self.api(event))
        if not ended:
            return 0, None
        return reply["statusCode"], json.loads(reply.get("body") or "null")

    def execute(self, bodies: list[str]) -> list[str]:
        """The executor gets messages; those that come again."""
        records = [{"messageId": str(at), "body": body} for at, body in enumerate(bodies)]
        messages, unreadable = run_messages({"Records": records})
        ended, failed = self.done(lambda: unreadable + self.handlers["executor"](messages))
        return [bodies[int(id)] for id in failed] if ended else bodies

    def report(self, body: str) -> bool:
        """The reporter hears an outcome; whether it came to its end."""
        event = {"Records": [{"Sns": {"Message": json.loads(body)["Message"]}}]}
        tell = self.handlers["reporter"]
        return self.done(lambda: [tell(outcome) for outcome in outcomes(event)])[0]

    def hear(self, body: str) -> bool:
        """The function `gates` hears an outcome."""
        topic, message = self.stack.settings.outcomes_topic, json.loads(body)["Message"]
        record = {"Sns": {"TopicArn": topic, "Message": message}}
        return self.done(lambda: self.handlers["gates"]({"Records": [record]}))[0]

    def sweep(self) -> bool:
        """The janitor's minute."""
        return self.done(self.handlers["janitor"])[0]

    def gates_minute(self) -> bool:
        """The minute of the function `gates`."""
        return self.done(lambda: self.handlers["gates"]({"source": MINUTE}))[0]

    def ask(self, deployment: str) -> None:
        """A deployment asks: Lambda calls three times, then the function with the last word."""
        self.deployments.answers.setdefault(deployment, [])
        event = {"DeploymentId": deployment, "LifecycleEventHookExecutionId": "e"}
        for _ in range(3):
            if self.done(lambda: self.handlers["gates"](event))[0]:
                return
        self.faults.nth = 0
        gating.last_word(self.stack.clients)({"requestPayload": event})

    @property
    def queues(self) -> Mapping[str, list[dict[str, str]]]:
        """What waits for executor (`runs`), reporter (`inbox`) and gates (`gates`)."""
        return self.stack.queues

    # ---- what is stored --------------------------------------------------------------------------

    @property
    def writes(self) -> int:
        """How often anything was stored."""
        dynamodb: Any = self.stack.clients.dynamodb
        return int(dynamodb.writes)

    def batches(self) -> tuple[Batch, ...]:
        """All, newest first."""
        return self.eyes.runs.batches_of(PROJECT, limit=99)

    def runs(self, batch: Batch) -> tuple[Run, ...]:
        """Of a batch."""
        return self.eyes.runs.runs_of(batch)

    def deliveries(self, batch: Batch) -> tuple[Delivery, ...]:
        """About a batch and its runs."""
        return self.eyes.deliveries.of(Subject("batch", batch.id))


def start_of(name: str) -> str:
    """The path that starts a test or a suite."""
    return f"/v1/triggers/{TRIGGERS[name]}"


@cache
def _made() -> tuple[World, Any]:
    """One for the process: making it takes a thousand times as long as emptying it."""
    faults, clock = Faults(), FakeClock()
    net, deployments = Net(faults), Deployments()
    stack = QuickStack(clock, net)  # type: ignore[arg-type]
    for clients in (stack.clients, stack.outside):
        vars(clients)["codedeploy"] = deployments
    stack.outside.sqs.create_queue(QueueName="gates")
    topic = stack.settings.outcomes_topic
    stack.outside.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint="queue:gates")
    _define(stack)
    key = issue(stack.parts.keys, clock, name="ci", role="admin").secret
    forever = ExitStack()
    forever.enter_context(faults.beside(stack.clients, services=(*SERVICES, "codedeploy")))
    forever.enter_context(patch("gonogo.aws.metrics.count_verdict", lambda gate: None))
    for user in ("services.cancel", "services.execute", "services.settle"):
        forever.enter_context(patch(f"gonogo.{user}.ThreadPoolExecutor", OneByOne))
    forever.enter_context(patch("concurrent.futures.ThreadPoolExecutor", OneByOne))
    forever.enter_context(patch("secrets.randbits", _CHANCE.getrandbits))
    forever.enter_context(patch("gonogo.aws.table._jitter", lambda attempt: 0.0))
    world = World(stack, clock, net, faults, deployments, key, forever)
    return world, deepcopy(_stored(stack.clients))


def _stored(clients: Clients) -> Any:
    dynamodb: Any = clients.dynamodb
    return dynamodb.tables


def fresh_world() -> World:
    """The world with nothing in it but definitions, at the beginning of its time."""
    world, empty = _made()
    _stored(world.stack.clients).update(deepcopy(empty))
    for queue in world.queues.values():
        queue.clear()
    world.clock.time = NOW
    world.net.mend()
    _CHANCE.seed(1)
    world.deployments.answers.clear()
    world.faults.nth = 0
    world.restart()
    return world


def _define(stack: QuickStack) -> None:
    catalog = stack.parts.catalog
    catalog.add_project(a_project())
    for place, (name, url) in enumerate(zip(TESTS, (GOOD, BAD, GOOD), strict=True)):
        head = a_head(name, NUMBER + place, id=IDS[place], trigger=TRIGGERS[name])
        catalog.put_test(PROJECT, StoredTest(head=head, steps=(_step(url),)))
    for name, phases in SUITES.items():
        setup, tests, teardown = (tuple(IDS[at] for at in phase) for phase in phases)
        suite = Suite(
            id=SuiteId(TRIGGERS[name]),
            name=name,
            setup=setup,
            tests=tests,
            teardown=teardown,
            trigger=TRIGGERS[name],
            created_at=NOW,
        )
        catalog.put_suite(PROJECT, suite)
    stack.parts.webhooks.save(WEBHOOK, new_webhook_secret())
    for name in ("good", "bad"):
        binding = Binding(
            id=BindingId(name),
            project=PROJECT,
            kind="codedeploy_hook",
            match={"application": name},
            target_kind="suite",
            target=TRIGGERS[name],
        )
        stack.parts.gating.bindings.put(binding)


def _step(url: str) -> dict[str, object]:
    wanted = {"source": "response_status", "comparison": "equal", "value": 200}
    return {"type": "request", "method": "GET", "url": url, "assertions": [wanted]}
