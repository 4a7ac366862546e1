"""Getters for untrusted plain data that survive wrong types."""

from __future__ import annotations

import json
import math
from typing import Any


def mapping(raw: object) -> dict[str, Any]:
    """The mapping, its keys as texts; empty for anything else."""
    return {str(key): value for key, value in raw.items()} if isinstance(raw, dict) else {}


def listing(raw: object) -> list[Any]:
    """The list; empty for anything else."""
    return raw if isinstance(raw, list) else []


def mappings(raw: object) -> list[dict[str, Any]]:
    """The mappings of a list; what is none is left out."""
    return [mapping(item) for item in listing(raw) if isinstance(item, dict)]


def text(raw: object) -> str:
    """A scalar as JSON writes it; empty for null, lists and mappings."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float) and not math.isfinite(raw):
        return str(raw)
    return json.dumps(raw) if isinstance(raw, int | float) and _short(raw) else ""


def _short(number: float) -> bool:
    """Python refuses to write integers of more than 4,300 digits."""
    return isinstance(number, float) or number.bit_length() < 10_000
