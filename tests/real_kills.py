"""Real processes of gonogo, killed at random moments, and what becomes of what they had begun."""

from __future__ import annotations

import json
import multiprocessing
import threading
import time
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection, Listener
from random import Random
from typing import Any, ClassVar

from botocore.exceptions import ClientError

from tests import kill_workers
from tests.builders import PROJECT
from tests.machine_world import GOOD, IDS, TESTS, WEBHOOK, World, fresh_world, start_of
from tests.web_events import an_event

_SPAWNER = multiprocessing.get_context("forkserver")
SIDE_BY_SIDE = {"executor": 3, "reporter": 2, "janitor": 1, "api": 1}
WEIGHTS = ("executor",) * 7 + ("api",) + ("janitor",) + ("reporter",)
GATE_EVERY = 5
"""Each so-manieth start is that of a deployment that waits."""
SETTLE_SECONDS = 120.0
BACKLOG = 10
"""So few runs wait that time goes by with recovering and not with waiting."""
RECOVERY = 120.0
"""A lost executor is noticed within two minutes."""


class _Target(BaseHTTPRequestHandler):
    """The tested system, which takes its time, and who is told."""

    took: ClassVar[Counter[str]] = Counter()

    def do_GET(self) -> None:
        """200, after a while."""
        time.sleep(0.1)
        self._answer()

    def do_POST(self) -> None:
        """Notes who was told."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.took[self.headers["webhook-id"]] += 1
        self._answer()

    def _answer(self) -> None:
        with suppress(OSError):  # whoever asked was killed
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@dataclass
class Service:
    """The processes, and AWS, which outlives them."""

    world: World
    origin: float = field(default_factory=time.time)
    kills: Counter[str] = field(default_factory=Counter)
    claims: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """When each run was taken."""

    def __post_init__(self) -> None:
        self._listener = Listener(("127.0.0.1", 0), backlog=64, authkey=b"kills")
        threading.Thread(target=self._accept, daemon=True).start()
        self._processes: dict[str, Any] = {}
        self._calls: Connection | None = None
        for role, count in SIDE_BY_SIDE.items():
            for place in range(count):
                self.spawn(role, place)

    def _accept(self) -> None:
        while True:
            with suppress(OSError, EOFError, multiprocessing.AuthenticationError):
                line = self._listener.accept()
                threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: Any) -> None:
        """Calls of one thread of one process, until it is gone."""
        clients = self.world.stack.outside
        with suppress(OSError, EOFError):
            while True:
                service, operation, request = line.recv()
                try:
                    answer = "answer", getattr(getattr(clients, service), operation)(**request)
                    self._note(request)
                except ClientError as error:
                    answer = "error", _Sent(error.response, error.operation_name)
                line.send(answer)

    def _note(self, request: Any) -> None:
        if "#attempt + :one" in request.get("UpdateExpression", ""):
            at = float(request["ExpressionAttributeValues"][":now"]["N"])
            self.claims[request["Key"]["pk"]["S"]].append(at)

    def spawn(self, role: str, place: int) -> None:
        """A process."""
        ours, theirs = _SPAWNER.Pipe()
        arguments = (role, self._listener.address, self.world.stack.settings, self.origin, theirs)
        process = _SPAWNER.Process(target=kill_workers.live, args=arguments, daemon=True)
        process.start()
        theirs.close()
        if role == "api":
            self._calls = ours
        self._processes[f"{role}-{place}"] = process

    def kill(self, random: Random) -> None:
        """One of them, at once; another takes its place."""
        role = random.choice([role for role in WEIGHTS if SIDE_BY_SIDE[role]])
        place = random.randrange(SIDE_BY_SIDE[role])
        process = self._processes[f"{role}-{place}"]
        process.kill()
        process.join()
        self.kills[role] += 1
        self.spawn(role, place)

    def ask(self, event: Any) -> Any:
        """Whoever gets no answer asks again."""
        while True:
            calls = self._calls
            try:
                calls.send(event)  # type: ignore[union-attr]
                if calls.poll(20):  # type: ignore[union-attr]
                    return calls.recv()  # type: ignore[union-attr]
            except (OSError, EOFError):
                time.sleep(0.02)

    def end(self) -> None:
        """Of all of them."""
        for process in self._processes.values():
            process.kill()
            process.join()
        self._listener.close()


class _Sent(ClientError):
    """One that another process can read."""

    def __reduce__(self) -> Any:
        return _Sent, (self.response, self.operation_name)


@dataclass(frozen=True)
class Found:
    """What came of it."""

    runs: int
    kills: int
    lost: int
    waiting: int
    verdicts: int
    untold: int
    twice: int
    """Runs whose executor was lost."""
    recovery: float
    """Seconds of gonogo's time from one beginning of such a run to the next, p99."""

    @property
    def holds(self) -> bool:
        """Whether all is as it must be."""
        done = not (self.lost or self.waiting or self.untold) and self.verdicts == self.runs
        return done and self.recovery <= RECOVERY


def measure(runs: int, kills: int, seed: int = 1) -> Found:
    """So many starts of one run each, one in five of them a gate's, under so many kills."""
    world, random = fresh_world(), Random(seed)  # noqa: S311
    _Target.took.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Target) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        target = f"http://127.0.0.1:{server.server_port}"
        _point(world, target)
        _SPAWNER.set_forkserver_preload(["__main__", "tests.kill_preload"])
        service = Service(world)
        try:
            starts = threading.Thread(target=_start_all, args=(service, runs), daemon=True)
            starts.start()
            while service.kills.total() < kills:
                time.sleep(random.uniform(0.3, 0.6))
                service.kill(random)
            starts.join()
            _settle(service, runs)
        finally:
            service.end()
            server.shutdown()
    return _found(service, runs)


def _point(world: World, target: str) -> None:
    """The world's test and webhook, at a server of this machine."""
    stored = world.eyes.catalog.test(PROJECT, IDS[0])
    assert stored is not None
    steps = json.loads(json.dumps(list(stored.steps)).replace(GOOD, f"{target}/health"))
    head = replace(stored.head, version=stored.head.version + 1)
    world.eyes.catalog.put_test(PROJECT, replace(stored, head=head, steps=tuple(steps)))
    settings = {**WEBHOOK.settings, "url": f"{target}/told"}
    world.eyes.webhooks.save(replace(WEBHOOK, version=2, settings=settings))


def _start_all(service: Service, runs: int) -> None:
    """Each is asked for until there is an answer, as CI systems and Lambda do."""
    for number in range(runs):
        while len(service.world.queues["runs"]) > BACKLOG:
            time.sleep(0.1)
        if number % GATE_EVERY == 0:
            service.ask({"DeploymentId": f"good-{number}", "LifecycleEventHookExecutionId": "e"})
            continue
        event = an_event("POST", start_of(TESTS[0]), idempotency_key=f"k{number}")
        while service.ask(event)["statusCode"] not in (200, 201):
            time.sleep(0.1)


def _settle(service: Service, runs: int) -> None:
    """Wait until nothing is left to do, or for so long that something never will be."""
    until = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < until:
        found = _found(service, runs)
        if found.holds:
            return
        time.sleep(1)


def _found(service: Service, runs: int) -> Found:
    world, batches = service.world, service.world.eyes.runs.batches_of(PROJECT, limit=runs + 9)
    every = [run for batch in batches for run in world.runs(batch)]
    told = [each for batch in batches for each in world.deliveries(batch)]
    again = sorted(times[-1] - times[0] for times in service.claims.values() if len(times) > 1)
    answers = world.deployments.answers
    gates = [f"good-{number}" for number in range(0, runs, GATE_EVERY)]
    return Found(
        runs=runs,
        kills=service.kills.total(),
        lost=runs - sum(run.over for run in every),
        waiting=sum(not answers.get(gate) for gate in gates),
        verdicts=sum(batch.announced_at is not None for batch in batches),
        untold=sum(each.state == "waiting" for each in told) + max(0, 2 * runs - len(told)),
        twice=len(again),
        recovery=again[int(len(again) * 0.99)] if again else 0.0,
    )
