"""A gonogo on AWS in memory; control planes that wait for its answers are simulated over HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any
from unittest.mock import patch

from botocore.retries.standard import ExponentialBackoff

from gonogo import gating
from gonogo.aws.clients import Clients
from gonogo.domain.batch import Batch
from gonogo.domain.commands import StoredTest
from gonogo.domain.gate import Binding, BindingId, Gate
from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.domain.ids import new_uuid
from gonogo.domain.messages import message_of
from gonogo.gates._contract import MINUTE
from gonogo.gates._contract import Planes as AnsweringPlanes
from gonogo.local.planes.codedeploy import CodeDeploy, Deployment
from gonogo.local.planes.codepipeline import Action, CodePipeline
from gonogo.local.planes.ecs import Ecs, ServiceDeployment, StageHook
from gonogo.local.planes.server import Planes
from gonogo.services.gates._parts import Gating
from tests.aws_stack import OFFLINE, AwsStack
from tests.builders import PROJECT, a_head, a_project
from tests.fakes import FakeClock, FakeHttp, a_reply
from tests.faults import Killed
from tests.quick_stack import quick_stack
from tests.rights.enforced import acting_as

TARGET = "https://api.example/health"
PROVIDER = "Gonogo"


class Api(FakeHttp):
    """The tested system: healthy or not."""

    def __init__(self) -> None:
        super().__init__(self._health)
        self.healthy = True
        self.deadly = False
        """Whoever calls it dies of it."""

    def _health(self, request: HttpRequest) -> HttpResponse:
        if self.deadly:
            raise Killed
        return a_reply({"ok": self.healthy}, status=200 if self.healthy else 500)


@dataclass
class GateWorld:
    """One gonogo and the three services that ask it."""

    stack: AwsStack
    clock: FakeClock
    codedeploy: CodeDeploy
    codepipeline: CodePipeline
    ecs: Ecs
    planes: Planes
    api: Api
    returned: list[Any] = field(default_factory=list)
    provider: str = PROVIDER
    """Of our own action; empty: there is none."""

    @property
    def gating(self) -> Gating:
        """As the functions have it, but for where the control planes are."""
        parts = self.stack.parts
        if "gating" not in parts.__dict__:
            made = gating.gating(parts, self.stack.clients)
            parts.gating = replace(made, planes=self.answering)
        return parts.gating

    @cached_property
    def answering(self) -> AnsweringPlanes:
        """The adapters, with clients of their own: what they reach is not on AWS in memory."""
        settings = replace(self.stack.settings, action_provider=self.provider)
        return gating.planes(settings, self.clients)

    @property
    def clients(self) -> Clients:
        """Of the control planes."""
        return _door()[1]

    def last_word(self, event: Mapping[str, Any]) -> Any:
        """Lambda gave up calling the function."""
        return gating.last_word(self.clients)(event)

    def ask(self, event: Mapping[str, Any]) -> Any:
        """The function is called with an event."""
        self.gating  # noqa: B018  the stack's functions must have it too
        with acting_as("GatesFunction"):
            answer = gating.gates(self.stack.parts)(event)
        self.returned.append(answer)
        return answer

    def bind(self, kind: str, match: Mapping[str, str] | None = None, **fields: Any) -> Binding:
        """What is run for questions of a kind."""
        binding = Binding(
            id=BindingId(new_uuid()),
            project=PROJECT,
            kind=kind,
            match=match or {},
            created_at=self.clock.now(),
            **fields,
        )
        self.gating.bindings.put(binding)
        return binding

    def work(self) -> None:
        """Executors, reporter and what is asked again do what they can now."""
        try:
            self.stack.execute()
        except Killed:
            self.stack.restart()
        self._tell()

    def minutes(self, count: int, *, after: float = 0.0) -> None:
        """Time passes, with the janitor and the control planes; `after` so long without."""
        self.clock.advance(after)
        for _ in range(count):
            self.clock.advance(60)
            self.stack.sweep()
            self.ask({"source": MINUTE})
            self._tell()
            self.advance()

    def _tell(self) -> None:
        """Our topic tells the function too."""
        for outcome in self.stack.report():
            record = {
                "TopicArn": self.stack.settings.outcomes_topic,
                "Message": message_of(outcome),
            }
            self.ask({"Records": [{"Sns": record}]})

    def advance(self) -> None:
        """The control planes go on as far as they can."""
        self.codedeploy.advance()
        self.codepipeline.advance()
        self.ecs.advance()

    def deploy(self, **facts: Any) -> Deployment:
        """A Lambda deployment whose hook is ours begins."""
        hooks = {"BeforeAllowTraffic": self.ask}
        deployment = self.codedeploy.deploy("shop", "blue", hooks, **facts)
        self.advance()
        return deployment

    def pipeline(self, kind: Any, **facts: Any) -> Action:
        """An action of a pipeline begins."""
        more = {"function": self.ask} if kind == "lambda" else {"provider": PROVIDER}
        return self.codepipeline.start(kind, "release", "test", "gate", **{**more, **facts})

    def service(self, hook: StageHook) -> ServiceDeployment:
        """A deployment of a service begins."""
        deployment = self.ecs.deploy("main", "shop", [hook])
        self.advance()
        return deployment

    def idle(self) -> bool:
        """Whether nothing runs."""
        runs = self.stack.parts.runs
        batches = (runs.batch(gate.batch) for gate in self.gates() if gate.batch)
        return all(batch is None or batch.over for batch in batches)

    def put_test(self) -> None:
        """The project's one test."""
        step = {
            "type": "request",
            "method": "GET",
            "url": TARGET,
            "assertions": [{"source": "response_status", "comparison": "equal", "value": 200}],
        }
        self.stack.parts.catalog.put_test(PROJECT, StoredTest(head=a_head(), steps=(step,)))

    def gates(self) -> tuple[Gate, ...]:
        """Every gate of the project."""
        return self.gating.gates.of_project(PROJECT, 100)

    def batch(self) -> Batch:
        """What runs for the one gate."""
        (gate,) = self.gates()
        batch = self.stack.parts.runs.batch(gate.batch) if gate.batch else None
        assert batch is not None
        return batch


@cache
def _door() -> tuple[Planes, Clients]:
    """One address for the control planes of every world: making clients is the slow part."""
    planes = Planes([]).__enter__()
    return planes, Clients(endpoint_url=planes.url, **OFFLINE)


@contextmanager
def gate_world(**fields: Any) -> Iterator[GateWorld]:
    """A fresh world with a project of one test; tries of AWS's client follow without a pause."""
    clock, api = FakeClock(), Api()
    codedeploy, codepipeline, ecs = CodeDeploy(clock), CodePipeline(clock), Ecs(clock)
    planes, _ = _door()
    planes.services = [codedeploy, codepipeline, ecs]
    planes.calls, planes.faults, planes.objects = [], [], {}
    at_once = patch.object(ExponentialBackoff, "delay_amount", lambda *_: 0.0)
    with quick_stack(clock, api) as stack, at_once:
        stack.parts.catalog.add_project(a_project())
        world = GateWorld(stack, clock, codedeploy, codepipeline, ecs, planes, api, **fields)
        world.put_test()
        yield world
