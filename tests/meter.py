"""What the functions use of AWS, counted as AWS would charge it: calls, units, processor time.

Nothing in memory tells the units of DynamoDB, so items are weighed before and after each write, by
the rules of its documentation. What AWS does in memory is no time of ours and is taken off.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from math import ceil
from typing import Any

from gonogo.aws.clients import Clients

INDEXES = {"due": ("due_shard", "due_at"), "history": ("history", "number")}
"""Of the table of runs; both hold keys alone."""
SERVICES = ("dynamodb", "sqs", "sns", "kms")
Item = Mapping[str, Any]


class Meter:
    """Counts what passes while it is open, by what is charged."""

    def __init__(self, clients: Clients, outside: Clients) -> None:
        self.counts: Counter[str] = Counter()
        self._clients = clients
        self._raw = outside.dynamodb
        self._inside = 0.0
        self._before: list[tuple[str, Item, Item | None]] = []
        self._open = False
        for service in SERVICES:
            events = getattr(clients, service).meta.events
            events.register(f"provide-client-params.{service}", self._asked)
            events.register(f"after-call.{service}", self._answered)

    @contextmanager
    def function(self, name: str) -> Iterator[None]:
        """One invocation of a function."""
        self._open, self._inside = True, 0.0
        since, calls = time.process_time(), self._calls()
        try:
            with self._timed():
                yield
        finally:
            self._open = False
        spent = time.process_time() - since - self._inside
        self.counts[f"{name}.invocations"] += 1
        self.counts[f"{name}.calls"] += self._calls() - calls
        self.counts[f"{name}.microseconds"] += round(spent * 1e6)

    def _calls(self) -> int:
        return self.counts["calls"]

    @contextmanager
    def _timed(self) -> Iterator[None]:
        """What stands behind the clients takes its time apart."""
        ends: list[Any] = [getattr(self._clients, name)._endpoint for name in SERVICES]
        answers = [end._get_response for end in ends]
        for end, answer in zip(ends, answers, strict=True):
            end._get_response = self._beside(answer)
        try:
            yield
        finally:
            for end, answer in zip(ends, answers, strict=True):
                end._get_response = answer

    def _beside(self, answer: Callable[..., Any]) -> Callable[..., Any]:
        def respond(*args: Any) -> Any:
            since = time.process_time()
            try:
                return answer(*args)
            finally:
                self._inside += time.process_time() - since

        return respond

    def _asked(self, params: Mapping[str, Any], model: Any, **_: object) -> None:
        """Before a call: what the items to be written were."""
        if not self._open or model.service_model.service_name != "dynamodb":
            return
        with self._apart():
            self._before = [(t, k, self._item(t, k)) for t, k in _written(model.name, params)]

    def _answered(self, parsed: Mapping[str, Any], model: Any, **_: object) -> None:
        if not self._open:
            return
        service = model.service_model.service_name
        self.counts["calls"] += 1
        with self._apart():
            if service == "dynamodb":
                self._weigh(model.name, parsed)
            else:
                self.counts[f"{service}.requests"] += 1

    @contextmanager
    def _apart(self) -> Iterator[None]:
        """What is done for the counting is no time of the function."""
        since = time.process_time()
        try:
            yield
        finally:
            self._inside += time.process_time() - since

    def _weigh(self, operation: str, answer: Mapping[str, Any]) -> None:
        times = 2 if operation == "TransactWriteItems" else 1
        for table, key, old in self._before:
            new = self._item(table, key)
            size = max(weight(old), weight(new), 1)
            self.counts["dynamodb.writes"] += times * ceil(size / 1024)
            self.counts["dynamodb.writes"] += sum(_moved(old, new, of) for of in INDEXES.values())
        self._before = []
        self.counts["dynamodb.half_reads"] += _read(operation, answer)

    def _item(self, table: str, key: Item) -> Item | None:
        found: Item | None = self._raw.get_item(TableName=table, Key=dict(key)).get("Item")
        return found


def _written(operation: str, params: Mapping[str, Any]) -> Iterator[tuple[str, Item]]:
    """Table and key of each item that a call writes."""
    writes = [w for each in params.get("TransactItems", ()) for w in each.values()]
    for write in writes or [params]:
        if operation in ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"):
            held = write.get("Item") or write["Key"]
            yield write["TableName"], {name: held[name] for name in ("pk", "sk")}


def _read(operation: str, answer: Mapping[str, Any]) -> int:
    """Read units, in halves: consistent reads but for those of an index."""
    if operation == "GetItem":
        return 2 * max(ceil(weight(answer.get("Item")) / 4096), 1)
    if operation == "BatchGetItem":
        items = [item for items in answer["Responses"].values() for item in items]
        return sum(2 * ceil(weight(item) / 4096) for item in items)
    if operation == "Query":
        whole = sum(weight(item) for item in answer["Items"])
        return 2 * max(ceil(whole / 4096), 1)
    return 0


def _moved(old: Item | None, new: Item | None, names: tuple[str, ...]) -> int:
    """Writes to an index of keys: one for what comes or goes, two for what moves."""
    places = [_place(item, names) for item in (old, new)]
    if places[0] == places[1]:
        return 0
    return sum(place is not None for place in places)


def _place(item: Item | None, names: tuple[str, ...]) -> tuple[str, ...] | None:
    if item is None or any(name not in item for name in names):
        return None
    return tuple(str(item[name]) for name in names)


def weight(item: Item | None) -> int:
    """Bytes of an item, by the rules of DynamoDB."""
    return sum(len(name.encode()) + _value(value) for name, value in (item or {}).items())


def _value(value: Mapping[str, Any]) -> int:
    ((kind, held),) = value.items()
    match kind:
        case "S":
            return len(held.encode())
        case "B":
            return len(held)
        case "N":
            return len(held.strip("-").replace(".", "").strip("0")) // 2 + 2
        case "L":
            return 3 + sum(1 + _value(each) for each in held)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _value(each) for name, each in held.items())
        case "SS" | "NS" | "BS":
            return sum(_value({kind[0]: each}) for each in held)
    return 1
