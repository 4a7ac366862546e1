"""A value that a schema allows, from its examples and defaults where it has some."""

from __future__ import annotations

from typing import Any

from gonogo.formats.plain import listing, mapping, text
from gonogo.importers.openapi._references import References

MAX_DEPTH = 6
MAX_PROPERTIES = 60
_BY_TYPE: dict[str, Any] = {"string": "text", "integer": 1, "number": 1.5, "boolean": True}
_BY_FORMAT = {
    "date": "2024-01-31",
    "date-time": "2024-01-31T12:00:00Z",
    "email": "somebody@example.com",
    "uuid": "123e4567-e89b-42d3-a456-426614174000",
    "uri": "https://example.com/",
    "ipv4": "192.0.2.1",
}


def given(schema: dict[str, Any]) -> tuple[object, bool]:
    """What the schema itself offers, and whether it does."""
    for key in ("example", "x-example", "default", "const"):
        if schema.get(key) is not None:
            return schema[key], True
    for key in ("examples", "enum"):
        if isinstance(schema.get(key), list) and schema[key]:
            return schema[key][0], True
    return None, False


class Sampler:
    """Makes samples of one document's schemas."""

    def __init__(self, references: References, where: str) -> None:
        self._references = references
        self._where = where
        self._budget = 500
        self._open: list[object] = []

    def sample(self, raw: object, depth: int = 0) -> object:
        """A value; a schema that holds itself is left out where it does."""
        target = mapping(raw).get("$ref")
        if target is not None and target in self._open:
            return None
        self._open.append(target)
        value = self._sample(raw, depth)
        self._open.pop()
        return value

    def _sample(self, raw: object, depth: int) -> object:
        self._budget -= 1
        schema = self._references.follow(raw, self._where)
        offered, there = given(schema)
        if there:
            return offered
        if depth > MAX_DEPTH or self._budget < 0:
            return None
        for key in ("allOf", "oneOf", "anyOf"):
            if listing(schema.get(key)):
                return self._combined(key, listing(schema[key]), schema, depth)
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = next((each for each in kind if each != "null"), "null")
        if kind == "object" or (kind is None and "properties" in schema):
            return self._properties(schema, depth)
        if kind == "array":
            inner = self.sample(schema.get("items"), depth + 1)
            return [] if inner is None else [inner]
        if kind == "string":
            return _BY_FORMAT.get(text(schema.get("format")), _BY_TYPE["string"])
        return _minimum(schema, _BY_TYPE.get(text(kind)))

    def _combined(
        self, key: str, parts: list[object], schema: dict[str, Any], depth: int
    ) -> object:
        if key != "allOf":
            return self.sample(parts[0], depth + 1)
        made = [self.sample(part, depth + 1) for part in parts[:MAX_PROPERTIES]]
        objects: dict[str, object] = {}
        for each in made:
            if isinstance(each, dict):
                objects |= each
        if objects or not made:
            return objects | self._properties(schema, depth)
        return made[0]

    def _properties(self, schema: dict[str, Any], depth: int) -> dict[str, object]:
        found = {}
        for name, inner in list(mapping(schema.get("properties")).items())[:MAX_PROPERTIES]:
            if mapping(inner).get("readOnly") is True:
                continue
            value = self.sample(inner, depth + 1)
            if value is not None:
                found[name] = value
        return found


def _minimum(schema: dict[str, Any], otherwise: object) -> object:
    least = schema.get("minimum")
    number = isinstance(least, int | float) and not isinstance(least, bool)
    return least if number and schema.get("type") in ("integer", "number") else otherwise
