"""Texts and names that a definition can hold: no half characters, one line, each name once."""

from __future__ import annotations

import math
import re
from typing import Any

from gonogo.importers._contract import Notes, Plain
from gonogo.importers._draft.layout import MAX_NAME, free_name

_HALF = re.compile("[\ud800-\udfff]")
_MAX_INTEGER = 10**39


def clean(value: Any) -> Any:
    """Plain data whose texts are Unicode and whose numbers are finite and of a sane length."""
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value)
    if isinstance(value, dict):
        return {clean(str(key)): clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _MAX_INTEGER:
        return float(value) if value.bit_length() < 1000 else "a very long number"
    return value


def clean_names(document: Plain, notes: Notes) -> None:
    """Names on one line and each once; what refers to a test follows it."""
    if document.get("project"):
        document["project"] = free_name(document["project"], set())
    for kind, most in (("environments", 100), ("tests", MAX_NAME), ("suites", MAX_NAME)):
        _unique(document.get(kind, []), kind, most, notes)
    for test in document.get("tests", []):
        _unique(test.get("environments", []), "environments", 100, notes)


def _unique(records: list[Plain], kind: str, most: int, notes: Notes) -> None:
    taken: set[str] = set()
    for record in records:
        before = record["name"]
        record["name"] = free_name(before, taken, most)
        if record["name"] != before:
            notes.changed(f"{kind[:-1]} {before[:80]!r}", f"is called {record['name'][:80]!r}")
