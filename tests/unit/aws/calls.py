"""DynamoDB calls as they are made, and the write units that AWS would bill for them.

moto bills one unit for everything, so the rules are applied here: a started kilobyte of the larger
of the item before and after is a unit, two in a transaction; an index entry written, moved or
removed is one more (two when it moves).
"""

from __future__ import annotations

from math import ceil
from typing import Any

from gonogo.aws.clients import Clients

WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"}


class Calls:
    """Listens to one client."""

    def __init__(self, clients: Clients) -> None:
        self.made: list[str] = []
        self.units = 0
        self._dynamodb = clients.dynamodb
        self._before: list[tuple[dict[str, Any], int]] = []
        self._own = False
        events = clients.dynamodb.meta.events
        events.register("before-parameter-build.dynamodb.*", self._start)
        events.register("after-call.dynamodb.*", self._end)

    def _start(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        if self._own:
            return
        self.made.append(model.name)
        self._before = []
        if model.name == "TransactWriteItems":
            for operation in params["TransactItems"]:
                ((_, write),) = operation.items()
                self._before.append((self._place(write), 2))
        elif model.name in WRITES:
            self._before.append((self._place(params), 1))
        self._old = [self._read(place) for place, _ in self._before]

    def _place(self, write: dict[str, Any]) -> dict[str, Any]:
        key = write.get("Key") or {name: write["Item"][name] for name in ("pk", "sk")}
        return {"TableName": write["TableName"], "Key": key}

    def _end(self, model: Any, **_: Any) -> None:
        if self._own or model.name not in WRITES:
            return
        for (place, factor), old in zip(self._before, self._old, strict=True):
            new = self._read(place)
            self.units += factor * max(1, ceil(max(size(old), size(new)) / 1024))
            self.units += _index_units(old, new)

    def _read(self, place: dict[str, Any]) -> dict[str, Any]:
        self._own = True
        try:
            item: dict[str, Any] = self._dynamodb.get_item(**place).get("Item", {})
        finally:
            self._own = False
        return item


_INDEXES = (("due_shard", "due_at"), ("history", "number"))


def _index_units(old: dict[str, Any], new: dict[str, Any]) -> int:
    return sum(_moved([_entry(item, index) for item in (old, new)]) for index in _INDEXES)


def _entry(item: dict[str, Any], index: tuple[str, str]) -> tuple[Any, ...] | None:
    return tuple(map(item.get, index)) if index[0] in item else None


def _moved(entries: list[tuple[Any, ...] | None]) -> int:
    return 0 if entries[0] == entries[1] else sum(entry is not None for entry in entries)


def size(item: dict[str, Any]) -> int:
    """Bytes of an item by the documented rules."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: dict[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "B":
            return len(content)
        case "N":
            return len(content.replace(".", "").strip("0")) // 2 + 2
        case "NS":
            return sum(len(number) // 2 + 2 for number in content)
        case "L":
            return 3 + sum(1 + _value_size(each) for each in content)
        case "M":
            return 3 + sum(1 + len(k.encode()) + _value_size(v) for k, v in content.items())
    return 1
