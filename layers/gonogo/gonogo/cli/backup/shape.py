"""What `operations.yaml` may hold; looked at whole before anything is made of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gonogo.errors import Invalid

_NAMES, _THINGS = ("disabled", "secrets"), ("schedules", "webhooks", "gates")
_MEMBERS = ("url", *_NAMES, *_THINGS)


def operations_in(path: Path) -> dict[str, Any]:
    """The members of an `operations.yaml`, each of its shape."""
    import yaml

    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise _none(path, f"it cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise _none(path, "it is no mapping", accepted=f"a mapping of {', '.join(_MEMBERS)}")
    _members(path, found)
    try:
        json.dumps(found)
    except (TypeError, ValueError, RecursionError) as error:
        raise _none(path, str(error), accepted="what JSON can say; dates in quotes") from error
    return found


def _members(path: Path, found: dict[Any, Any]) -> None:
    for name in found:
        if name not in _MEMBERS:
            raise _none(path, f"{name!r} is unknown", str(name), f"only {', '.join(_MEMBERS)}")
    for name in _MEMBERS:
        if name not in found:
            raise _none(path, f"{name} is missing", name, _accepted(name))
        if not _fits(name, found[name]):
            raise _none(path, f"{name} is of another shape", name, _accepted(name))


def _fits(name: str, value: object) -> bool:
    if name == "url":
        return isinstance(value, str)
    each = str if name in _NAMES else dict
    return isinstance(value, list) and all(isinstance(entry, each) for entry in value)


def _accepted(name: str) -> str:
    if name == "url":
        return "text; '' for none"
    return f"a list of {'names' if name in _NAMES else 'mappings'}; [] for none"


def _none(path: Path, why: str, field: str | None = None, accepted: str | None = None) -> Invalid:
    return Invalid(
        f"{path} is no backup: {why}.",
        field=field,
        accepted=accepted or "what `gonogo backup` wrote",
    )
