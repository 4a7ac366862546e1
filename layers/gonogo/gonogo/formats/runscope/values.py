"""Values as Runscope writes them: lists of texts by name; and telling what has no place there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gonogo.formats.notes import Notes, Plain
from gonogo.formats.plain import mapping


def lists(by_name: Mapping[str, Any]) -> dict[str, list[str]]:
    """Always lists, whatever was written."""
    return {
        name: [_text(v) for v in (values if isinstance(values, list) else [values])]
        for name, values in by_name.items()
    }


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def ours(raw: Plain) -> Plain:
    """What `write_…` kept beside, for which the format has no word."""
    return mapping(raw.get("gonogo"))


def tell_lost(record: Plain, carried: set[str], place: str, notes: Notes) -> None:
    """Fields for which the format has no word."""
    for key in sorted(set(record) - carried):
        notes.lost(place, f"`{key}`")
