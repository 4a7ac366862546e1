"""What a process that may be killed at any moment does: one of gonogo's functions, again and again.

Its clients of AWS ask the process that started it, over a socket. Its time runs `SPEED` times as
fast, so that leases and minutes are short.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Client, Connection
from typing import Any

from gonogo import gating, wiring
from gonogo.aws.clients import Clients
from gonogo.domain.run import LEASE_SECONDS
from gonogo.gates._contract import MINUTE
from gonogo.services.lease import Heart
from gonogo.settings import Settings
from gonogo.web.records import outcomes, run_messages

SPEED = 4.0
SERVICES = ("dynamodb", "sqs", "sns", "kms", "codedeploy")
BEGINNING = 1_795_000_000.0


class FastClock:
    """A clock that all processes of one measurement share."""

    def __init__(self, origin: float) -> None:
        self._origin = origin

    def now(self) -> float:
        """Fast."""
        return BEGINNING + (time.time() - self._origin) * SPEED

    def sleep(self, seconds: float) -> None:
        """Shorter."""
        time.sleep(seconds / SPEED)


class _Remote:
    """A service whose calls are made in the other process; a connection a thread."""

    def __init__(self, service: str, address: Any) -> None:
        self._service, self._address = service, address
        self._own = threading.local()

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        if operation.startswith("_"):
            raise AttributeError(operation)

        def call(**request: Any) -> Any:
            if not hasattr(self._own, "line"):
                self._own.line = Client(self._address, authkey=b"kills")
            line: Connection = self._own.line
            line.send((self._service, operation, request))
            kind, answer = line.recv()
            if kind == "error":
                raise answer
            return answer

        return call


class RemoteClients(Clients):
    """`Clients` of services that another process has."""

    def __init__(self, address: Any) -> None:
        super().__init__()
        vars(self).update({name: _Remote(name, address) for name in SERVICES})


def warm() -> None:
    """What each role imports on first use is imported once, before processes are made of it."""
    made = wiring.Parts(Settings(public_base="https://gonogo.example"), FastClock(0), Clients())
    wiring.api(made)
    wiring.executor(made)
    wiring.reporter(made)
    wiring.janitor(made)
    gating.gates(made)


def parts(address: Any, settings: Settings, origin: float) -> wiring.Parts:
    """Of a fresh process."""
    logging.disable(logging.CRITICAL)
    Heart.__init__.__defaults__ = (LEASE_SECONDS / 3 / SPEED,)
    return wiring.Parts(settings, FastClock(origin), RemoteClients(address))


def _bodies(parts: wiring.Parts, queue: str, most: int) -> list[Any]:
    sqs = parts._clients.sqs
    found = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=most).get("Messages", [])
    if not found:
        time.sleep(0.05)
    return list(found)


def _taken(parts: wiring.Parts, queue: str, message: Any) -> None:
    parts._clients.sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])


def executor(made: wiring.Parts, _: Any) -> None:
    """As the event source of its queue calls it."""
    work = wiring.executor(made)
    while True:
        found = _bodies(made, "runs", 10)
        records = [{"messageId": each["MessageId"], "body": each["Body"]} for each in found]
        failed = work(run_messages({"Records": records})[0])
        for each in found:
            if each["MessageId"] not in failed:
                _taken(made, "runs", each)


def reporter(made: wiring.Parts, _: Any) -> None:
    """As the topic calls it, and the function `gates`."""
    tell, hear = wiring.reporter(made), gating.gates(made)
    topic = made.settings.outcomes_topic
    while True:
        for each in _bodies(made, "inbox", 1):
            record = {"Sns": {"TopicArn": topic, "Message": json.loads(each["Body"])["Message"]}}
            for outcome in outcomes({"Records": [record]}):
                tell(outcome)
            hear({"Records": [record]})
            _taken(made, "inbox", each)


def janitor(made: wiring.Parts, _: Any) -> None:
    """Every minute."""
    sweep, gates = wiring.janitor(made), gating.gates(made)
    while True:
        sweep()
        gates({"source": MINUTE})
        time.sleep(60 / SPEED)


def api(made: wiring.Parts, calls: Any) -> None:
    """Answers what comes through a pipe: of HTTP, or of who asks a gate."""
    answer, gates = wiring.api(made), gating.gates(made)
    while True:
        event = calls.recv()
        calls.send(answer(event) if "rawPath" in event else gates(event))


ROLES: dict[str, Callable[[wiring.Parts, Any], None]] = {
    "executor": executor,
    "reporter": reporter,
    "janitor": janitor,
    "api": api,
}


def live(role: str, address: Any, settings: Settings, origin: float, calls: Any) -> None:
    """Until it is killed."""
    ROLES[role](parts(address, settings, origin), calls)
