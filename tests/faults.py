"""Faults in calls: fail, delay or cut any call by its name and count, or end the process.

A call of AWS is named `dynamodb.UpdateItem`. Faults stand between botocore and the wire, inside its
own retries: a call that is cut after it took effect is sent again, as it would be. (Its event hooks
do not serve: a fault told by one of them would commit the call that it pretends to have lost.)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from random import Random
from threading import Lock
from typing import Any, Literal, NamedTuple, NoReturn, TypeVar
from unittest.mock import patch

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectionClosedError

from gonogo.errors import Unavailable

T = TypeVar("T")
Told = Literal["throttle", "error", "conflict", "drop_before", "drop_after"]
Kind = Literal[Told, "kill_before", "kill_after", "delay"]
TOLD: tuple[Told, ...] = ("throttle", "error", "conflict", "drop_before", "drop_after")
"""Those that the caller notices."""
KILLS: tuple[Kind, ...] = ("kill_before", "kill_after")
SERVICES = ("dynamodb", "sqs", "sns")


class Killed(BaseException):
    """The process is gone: nothing catches it."""


class Error(NamedTuple):
    """What a service says instead of an answer."""

    status: int
    code: str
    more: dict[str, Any]


@dataclass
class Faults:
    """What goes wrong, and what was called; `on` decides if anything does."""

    nth: int = 0
    """Which of the calls that fit meets the fault, counted from 1; 0: none."""
    kind: Kind = "kill_before"
    call: str = "*"
    """Which calls fit: a pattern of names."""
    chance: float = 0.0
    """How often any call that fits meets one of `kinds`, beside the one that was chosen."""
    kinds: tuple[Kind, ...] = KILLS
    random: Random = field(default_factory=lambda: Random(1))  # noqa: S311
    pause: Callable[[], object] = lambda: time.sleep(0.05)
    """What a delay does."""
    on: bool = True
    calls: list[str] = field(default_factory=list)
    met: list[tuple[str, Kind]] = field(default_factory=list)
    dead: bool = False
    """A process that was killed calls nothing more, in none of its threads, until it is revived."""
    _lock: Any = field(default_factory=Lock, repr=False)

    @contextmanager
    def at(self, nth: int, kind: Kind, call: str = "*") -> Iterator[None]:
        """Let this call of the block meet this fault."""
        self.nth, self.kind, self.call = nth, kind, call
        self.forget()
        try:
            yield
        finally:
            self.nth = 0
            self.revive()

    def forget(self) -> None:
        """Count from now on."""
        self.calls.clear()
        self.met.clear()

    def revive(self) -> None:
        """The process is started again."""
        self.dead = False

    def _die(self, name: str) -> NoReturn:
        self.dead = True
        raise Killed(name)

    def _due(self, name: str) -> Kind | None:
        with self._lock:
            if self.dead:
                raise Killed(name)
            if not self.on or not fnmatchcase(name, self.call):
                return None
            self.calls.append(name)
            due = self.kind if len(self.calls) == self.nth else None
            if due is None and self.chance and self.random.random() < self.chance:
                due = self.random.choice(self.kinds)
            if due is not None:
                self.met.append((name, due))
            return due

    def meet(self, name: str, do: Callable[[], T], told: Callable[[Told], T]) -> T:
        """Make a call, or what is left of it; `told` says what the caller is told."""
        match self._due(name):
            case None:
                return do()
            case "kill_before":
                self._die(name)
            case "kill_after":
                do()
                self._die(name)
            case "delay":
                self.pause()
                return do()
            case "drop_after":
                do()
                return told("drop_after")
            case "conflict" if error_of(name, "conflict") is None:
                return do()
            case kind:
                return told(kind)

    def called(self, name: str, do: Callable[[], T]) -> T:
        """Make a call that is none of AWS: of HTTP or of a port."""

        def told(kind: Told) -> T:
            raise Unavailable(f"{name}: {kind}")

        return self.meet(name, do, told)

    def around(self, port: object, name: str) -> Any:
        """A port whose calls may meet faults, named `name.method`."""
        return _Faulty(port, name, self)

    @contextmanager
    def beside(self, *clients: Any, services: tuple[str, ...] = SERVICES) -> Iterator[Faults]:
        """Stand between these clients of AWS and the wire; in memory or botocore's."""
        with ExitStack() as stack:
            for each in clients:
                for service in services:
                    client = getattr(each, service)
                    if hasattr(client, "wire"):
                        stack.enter_context(patch.object(client, "wire", self.meet))
                    else:
                        stack.enter_context(self._on_the_wire(client._endpoint))
            try:
                yield self
            finally:
                self.revive()

    @contextmanager
    def _on_the_wire(self, endpoint: Any) -> Iterator[None]:
        send = endpoint._get_response

        def respond(request: Any, operation: Any, context: Any) -> Any:
            name = f"{operation.service_model.service_name}.{operation.name}"

            def told(kind: Told) -> Any:
                error = error_of(name, kind)
                if error is None:
                    return None, ConnectionClosedError(endpoint_url=request.url)
                return _response(request.url, error), None

            return self.meet(name, lambda: send(request, operation, context), told)

        with patch.object(endpoint, "_get_response", respond):
            yield


class _Faulty:
    def __init__(self, port: object, name: str, faults: Faults) -> None:
        self._port, self._name, self._faults = port, name, faults

    def __getattr__(self, method: str) -> Any:
        call, name = getattr(self._port, method), f"{self._name}.{method}"
        return lambda *args, **kwargs: self._faults.called(name, lambda: call(*args, **kwargs))


def error_of(name: str, kind: Told) -> Error | None:
    """What the service says; None where it says nothing, or the fault cannot befall the call."""
    match kind:
        case "throttle":
            return Error(400, "ProvisionedThroughputExceededException", {})
        case "error":
            return Error(500, "InternalServerError", {})
        case "conflict" if name == "dynamodb.TransactWriteItems":
            reasons = [{"Code": "TransactionConflict"}, {"Code": "None"}]
            return Error(400, "TransactionCanceledException", {"CancellationReasons": reasons})
        case "conflict" if name.startswith("dynamodb.") and not _reads(name):
            return Error(400, "TransactionConflictException", {})
    return None


def _reads(name: str) -> bool:
    return any(word in name for word in ("Get", "Query", "Scan"))


def _response(url: str, error: Error) -> Any:
    parsed = {
        "Error": {"Code": error.code, "Message": "injected"},
        "ResponseMetadata": {"HTTPStatusCode": error.status, "HTTPHeaders": {}},
        **error.more,
    }
    return AWSResponse(url, error.status, HTTPHeaders(), None), parsed
