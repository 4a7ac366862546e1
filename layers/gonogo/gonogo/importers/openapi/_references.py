"""`$ref` inside one document: followed within bounds, never out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from gonogo.formats.plain import mapping
from gonogo.importers._contract import Notes

MAX_HOPS = 32


@dataclass(frozen=True, slots=True)
class References:
    """The document that references point into."""

    root: dict[str, Any]
    notes: Notes

    def follow(self, raw: object, where: str) -> dict[str, Any]:
        """The mapping that is meant; empty where a reference cannot be followed."""
        seen: set[str] = set()
        found = mapping(raw)
        while isinstance(target := found.get("$ref"), str):
            if not target.startswith("#"):
                self.notes.lost(where, f"{target[:200]}: references to other files are not read")
                return {}
            if target in seen or len(seen) >= MAX_HOPS:
                self.notes.lost(where, f"{target[:200]}: the reference goes round in a circle")
                return {}
            seen.add(target)
            there = self._at(target)
            if there is None:
                self.notes.lost(where, f"{target[:200]}: there is no such thing in the document")
                return {}
            beside = {key: value for key, value in found.items() if key != "$ref"}
            found = {**there, **beside}
        return found

    def _at(self, target: str) -> dict[str, Any] | None:
        value: object = self.root
        for part in target.removeprefix("#").strip("/").split("/"):
            key = unquote(part).replace("~1", "/").replace("~0", "~")
            if isinstance(value, list) and key.isdecimal() and int(key[:9]) < len(value):
                value = value[int(key[:9])]
            elif isinstance(value, dict) and key in value:
                value = value[key]
            else:
                return None
        return mapping(value) if isinstance(value, dict) else None
