"""Python values as DynamoDB's wire form and back: only the types that our items use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Item = dict[str, Any]
"""An item in plain Python: str, int, float, bytes, bool, None, list, dict, set of int."""


def to_wire(value: Any) -> dict[str, Any]:
    """One attribute value.

    >>> to_wire({"at": 1.5, "runs": {2, 1}})
    {'M': {'at': {'N': '1.5'}, 'runs': {'NS': ['1', '2']}}}
    """
    match value:
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int() | float():
            # repr is the shortest text that reads back as the same number: at most 17 digits of
            # the 38 that DynamoDB keeps.
            return {"N": repr(value)}
        case bytes():
            return {"B": value}
        case None:
            return {"NULL": True}
        case set():
            return {"NS": [repr(member) for member in sorted(value)]}
        case list() | tuple():
            return {"L": [to_wire(member) for member in value]}
        case Mapping():
            return {"M": to_wire_item(value)}
    raise TypeError(f"no wire form for {type(value).__name__}")


def to_wire_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """A whole item, or the members of a map."""
    return {name: to_wire(value) for name, value in item.items()}


def from_wire(value: Mapping[str, Any]) -> Any:
    """One attribute value back.

    >>> from_wire({"L": [{"N": "3"}, {"N": "3.5"}, {"S": "x"}]})
    [3, 3.5, 'x']
    """
    ((kind, content),) = value.items()
    match kind:
        case "S" | "BOOL":
            return content
        case "N":
            return _number(content)
        case "B":
            return bytes(content)
        case "NULL":
            return None
        case "NS":
            return {_number(member) for member in content}
        case "L":
            return [from_wire(member) for member in content]
        case "M":
            return from_wire_item(content)
    raise TypeError(f"no value for the wire form {kind}")


def from_wire_item(item: Mapping[str, Any]) -> Item:
    """A whole item back."""
    return {name: from_wire(value) for name, value in item.items()}


def _number(text: str) -> int | float:
    return int(text) if text.lstrip("-").isdecimal() else float(text)
