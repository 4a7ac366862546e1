"""A deployment under load: real adapters over AWS in memory, its queue fair, its table metered."""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil
from typing import Any

from gonogo import wiring
from gonogo.aws.clients import Clients
from gonogo.domain.commands import Push, Pushed, Start, Started, VariableSet
from gonogo.domain.key import Role
from gonogo.domain.messages import run_of
from gonogo.ports import Clock, HttpSender
from gonogo.services.keys import issue
from tests.meter import weight
from tests.quick_aws import QuickClients, QuickSqs
from tests.quick_dynamodb import QuickDynamo
from tests.quick_stack import QuickStack


class FairSqs(QuickSqs):
    """Messages of groups take turns, as SQS promises."""

    def __init__(self) -> None:
        super().__init__()
        self._groups: dict[str, deque[dict[str, Any]]] = {}

    def put(self, queue: str, body: str, group: str = "") -> None:
        """A message of a group; without one it waits as in any queue."""
        if not group:
            return super().put(queue, body)
        self._groups.setdefault(group, deque()).append(self._message(body))

    def received(self) -> list[dict[str, Any]]:
        """Up to ten, of as many groups as there are; they are taken off."""
        return self._called("ReceiveMessage", self._ten)

    def _ten(self) -> list[dict[str, Any]]:
        taken: list[dict[str, Any]] = []
        while self._groups and len(taken) < 10:
            name = next(iter(self._groups))
            group = self._groups.pop(name)
            taken.append(group.popleft())
            if group:
                self._groups[name] = group  # behind the others
        return taken

    def double(self, each: int) -> None:
        """Let every so-many-th message be delivered twice."""
        for group in self._groups.values():
            group.extend(list(group)[::each])

    def waiting(self) -> int:
        """How many."""
        return sum(map(len, self._groups.values()))


class MeteredDynamo(QuickDynamo):
    """Counts the units that DynamoDB would charge for what passes."""

    def __init__(self) -> None:
        super().__init__()
        self.units: Counter[str] = Counter()

    def _write(self, kind: str, request: dict[str, Any], old: Any) -> Any:
        new = super()._write(kind, request, old)
        self.units["write"] += ceil(max(weight(new), weight(old), 1) / 1024)
        return new

    def _transact(self, request: dict[str, Any]) -> dict[str, Any]:
        before = self.units["write"]
        answer = super()._transact(request)
        self.units["write"] += self.units["write"] - before  # a transaction costs twice
        return answer

    def _get(self, request: dict[str, Any]) -> dict[str, Any]:
        answer = super()._get(request)
        self.units["read"] += ceil(max(weight(answer.get("Item")), 1) / 4096)
        return answer

    def batch_get_item(self, RequestItems: Any) -> dict[str, Any]:
        """Those of the items that are there."""
        answer = super().batch_get_item(RequestItems)
        found = [item for items in answer["Responses"].values() for item in items]
        self.units["read"] += sum(ceil(weight(item) / 4096) for item in found)
        return answer


class LoadedStack(QuickStack):
    """The moves of a deployment whose functions are invoked side by side."""

    def __init__(self, clock: Clock, http: HttpSender) -> None:
        self.fair, self.metered = FairSqs(), MeteredDynamo()
        super().__init__(clock, http)
        self.admin = self.new_key("admin")
        self.work = wiring.executor(self.parts)

    def _connected(self) -> tuple[Clients, Clients]:
        clients = QuickClients(self.metered, self.fair)
        return clients, clients.again()

    def new_key(self, role: Role) -> str:
        """A key's secret."""
        return issue(self.parts.keys, self.clock, name=role, role=role).secret

    def pushed(self, name: str, tests: int = 1) -> Pushed:
        """A project whose tests ask one address each, with the run's `n`."""

        def step(test: int) -> dict[str, Any]:
            good = {"source": "response_status", "value": 200}
            return {"url": f"http://{name}.example/{test}?n={{{{n}}}}", "assertions": [good]}

        all = [{"name": f"Test {test}", "steps": [step(test)]} for test in range(tests)]
        found = self.ask(Push(key=self.admin, document={"project": name, "tests": all}))
        assert isinstance(found, Pushed)
        return found

    def started(self, project: str, sets: int = 1, key: str = "") -> Started:
        """All of a project, with so many sets of variables."""
        wanted = tuple(VariableSet(variables={"n": str(n)}) for n in range(sets))
        found = self.ask(Start(key=key or self.admin, project=project, kind="project", sets=wanted))
        assert isinstance(found, Started)
        return found

    def drain(self, until: Callable[[], bool] = lambda: False) -> int:
        """Execute what is queued, ten messages at a time; how many there were."""
        done = 0
        while not until() and (found := self.fair.received()):
            again = self.work({each["MessageId"]: run_of(each["Body"]) for each in found})
            assert not again, f"{len(again)} of {len(found)} broke their executor"
            done += len(found)
        return done


@contextmanager
def loaded_stack(clock: Clock, http: HttpSender) -> Iterator[LoadedStack]:
    """A fresh one; nothing of it is logged."""
    logging.disable(logging.CRITICAL)
    try:
        yield LoadedStack(clock, http)
    finally:
        logging.disable(logging.NOTSET)
