"""DynamoDB's expressions, compiled once each: conditions, and changes of an item.

Values are in wire form, as `{"N": "3"}`. An item that is not there is an empty one.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gonogo.aws.values import from_wire, to_wire

Wire = Mapping[str, Any]
Item = dict[str, Any]
Condition = Callable[[Item, Wire], bool]
Operand = Callable[[Item, Wire], Any]
_TOKEN = re.compile(r"\s*(#?\w+|:\w+|<=|>=|<>|[=<>(),+.\[\]-])")
_GONE = ""
"""Where the places in lists are noted that a change removes."""
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass
class _Reader:
    """Reads an expression of names that are written as they are: our `#name` means `name`."""

    tokens: list[str]
    at: int = 0

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.next
        if not token or (wanted and token.upper() != wanted):
            raise ValueError(f"{wanted or 'more'} expected at {self.tokens[self.at :]}")
        self.at += 1
        return token

    def took(self, *words: str) -> bool:
        if self.next.upper() not in words:
            return False
        self.at += 1
        return True

    # ---- operands ----------------------------------------------------------------------------

    def path(self) -> tuple[str | int, ...]:
        parts: list[str | int] = [self.take().removeprefix("#")]
        while self.next in (".", "["):
            if self.take() == ".":
                parts.append(self.take().removeprefix("#"))
            else:
                parts.append(int(self.take()))
                self.take("]")
        return tuple(parts)

    def operand(self) -> Operand:
        if self.next.startswith(":"):
            name = self.take()
            return lambda item, values: values[name]
        word = self.next.lower()
        if word in ("if_not_exists", "list_append", "size"):
            self.take()
            return self._function(word)
        path = self.path()
        return lambda item, values: found(item, path)

    def _function(self, word: str) -> Operand:
        self.take("(")
        first = self.operand()
        if word == "size":
            self.take(")")
            return lambda i, v: to_wire(len(from_wire(first(i, v))))
        self.take(",")
        second = self.operand()
        self.take(")")
        if word == "list_append":
            return lambda i, v: {"L": [*first(i, v)["L"], *second(i, v)["L"]]}
        return lambda i, v: second(i, v) if first(i, v) is None else first(i, v)

    def sum(self) -> Operand:
        first = self.operand()
        if self.next not in ("+", "-"):
            return first
        sign = 1 if self.take() == "+" else -1
        second = self.operand()
        return lambda i, v: to_wire(from_wire(first(i, v)) + sign * from_wire(second(i, v)))

    # ---- conditions --------------------------------------------------------------------------

    def either(self) -> Condition:
        parts = [self.both()]
        while self.took("OR"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else lambda i, v: any(part(i, v) for part in parts)

    def both(self) -> Condition:
        parts = [self.one()]
        while self.took("AND"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else lambda i, v: all(part(i, v) for part in parts)

    def one(self) -> Condition:
        if self.took("NOT"):
            no = self.one()
            return lambda i, v: not no(i, v)
        if self.took("("):
            inner = self.either()
            self.take(")")
            return inner
        word = self.next.lower()
        if word in ("attribute_exists", "attribute_not_exists"):
            self.take()
            self.take("(")
            path = self.path()
            self.take(")")
            there = word == "attribute_exists"
            return lambda i, v: (found(i, path) is not None) == there
        if word in ("begins_with", "contains"):
            self.take()
            return self._test(word)
        return self._comparison()

    def _test(self, word: str) -> Condition:
        self.take("(")
        first = self.operand()
        self.take(",")
        second = self.operand()
        self.take(")")

        def test(item: Item, values: Wire) -> bool:
            whole, part = first(item, values), second(item, values)
            if whole is None:
                return False
            there, wanted = from_wire(whole), from_wire(part)
            return bool(there.startswith(wanted) if word == "begins_with" else wanted in there)

        return test

    def _comparison(self) -> Condition:
        first = self.operand()
        word = self.take().upper()
        if word == "IN":
            self.take("(")
            members = [self.operand()]
            while self.took(","):
                members.append(self.operand())
            self.take(")")
            return lambda i, v: any(_equal(first(i, v), each(i, v)) for each in members)
        second = self.operand()
        if word == "BETWEEN":
            self.take("AND")
            third = self.operand()
            low, high = _COMPARE["<="], _COMPARE[">="]
            return lambda i, v: (
                _ordered(first(i, v), second(i, v), high)
                and _ordered(first(i, v), third(i, v), low)
            )
        if word == "=":
            return lambda i, v: _equal(first(i, v), second(i, v))
        if word == "<>":
            return lambda i, v: not _equal(first(i, v), second(i, v))
        compare = _COMPARE[word]
        return lambda i, v: _ordered(first(i, v), second(i, v), compare)


def _equal(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return False
    same_kind = one.keys() == other.keys()
    return bool(one == other or (same_kind and from_wire(one) == from_wire(other)))


def _ordered(one: Any, other: Any, compare: Callable[[Any, Any], bool]) -> bool:
    if one is None or other is None or one.keys() != other.keys():
        return False
    return compare(from_wire(one), from_wire(other))


def found(item: Item, path: tuple[str | int, ...]) -> Any:
    """What is at a path of an item; None if there is nothing."""
    value: Any = {"M": item}
    for part in path:
        inside = value.get("L" if isinstance(part, int) else "M", {})
        if isinstance(part, int):
            if part >= len(inside):
                return None
            value = inside[part]
        elif part not in inside:
            return None
        else:
            value = inside[part]
    return value


@cache
def named(text: str) -> frozenset[str]:
    """The names (`#name`) and values (`:name`) that an expression has."""
    return frozenset(token for token in _TOKEN.findall(text) if token[0] in "#:")


@cache
def condition(text: str) -> Condition:
    """A condition, compiled."""
    reader = _Reader(_TOKEN.findall(text))
    compiled = reader.either()
    if reader.next:
        raise ValueError(f"{text!r} goes on after its end, at {reader.next!r}")
    return compiled


Change = Callable[[Item, Item, Wire], None]
"""What a clause does to the new item, given the old one."""


@cache
def change(text: str) -> Callable[[Item, Wire], Item]:
    """A change of an item, compiled: from the old one to the new one."""
    reader = _Reader(_TOKEN.findall(text))
    clauses = {"SET": _set, "REMOVE": _remove, "ADD": _add, "DELETE": _delete}
    changes: list[Change] = []
    while reader.next:
        read = clauses[reader.take().upper()]
        changes.append(read(reader))
        while reader.took(","):
            changes.append(read(reader))

    def changed(old: Item, values: Wire) -> Item:
        new = dict(old)
        for each in changes:
            each(new, old, values)
        new.pop(_GONE, None)
        return {name: value for name, value in new.items() if value is not None}

    return changed


def _set(reader: _Reader) -> Change:
    (name,) = reader.path()
    reader.take("=")
    value = reader.sum()

    def put(new: Item, old: Item, values: Wire) -> None:
        new[str(name)] = value(old, values)

    return put


def _remove(reader: _Reader) -> Change:
    name, *index = reader.path()

    def drop(new: Item, old: Item, values: Wire) -> None:
        if not index:
            new.pop(str(name), None)
        elif new.get(str(name)) is not None:
            before = old[str(name)]["L"]
            place = index[0]
            gone = new.get(_GONE, set()) | {(name, place)}
            new[_GONE] = gone
            new[str(name)] = {
                "L": [each for at, each in enumerate(before) if (name, at) not in gone]
            }

    return drop


def _add(reader: _Reader) -> Change:
    (name,) = reader.path()
    operand = reader.operand()

    def add(new: Item, old: Item, values: Wire) -> None:
        more, there = from_wire(operand(old, values)), old.get(str(name))
        if there is None:
            new[str(name)] = to_wire(more)
        else:
            before = from_wire(there)
            new[str(name)] = to_wire(before | more if isinstance(more, set) else before + more)

    return add


def _delete(reader: _Reader) -> Change:
    (name,) = reader.path()
    operand = reader.operand()

    def delete(new: Item, old: Item, values: Wire) -> None:
        left = from_wire(old.get(str(name), {"NS": []})) - from_wire(operand(old, values))
        new[str(name)] = to_wire(left) if left else None

    return delete
