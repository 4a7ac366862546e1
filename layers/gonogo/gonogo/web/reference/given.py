"""Bodies as they may be given: a member that need not be there may be null as well."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gonogo.web.reference.vocabulary import Schema, maybe

AS_DEFINED = frozenset(
    {
        "Definitions",
        "EnvironmentChange",
        "NewEnvironment",
        "NewSuite",
        "NewTest",
        "SuiteChange",
        "TestChange",
        "Variables",
    }
)
"""Bodies in the words of definition files, whose reader says itself what may be null."""


def with_nulls(schemas: Mapping[str, Schema], bodies: Iterable[str]) -> dict[str, Schema]:
    """The schemas, those of bodies as their reader (`dialects/native/_fields.py`) takes them."""
    taken = set(bodies) - AS_DEFINED
    return {name: or_null(s) if name in taken else s for name, s in schemas.items()}


def or_null(schema: Schema) -> Schema:
    """The schema with its members, and theirs, null wherever they are not required.

    >>> or_null({"properties": {"a": {"type": "string"}}})
    {'properties': {'a': {'type': ['string', 'null']}}}
    """
    found = dict(schema)
    if "items" in found:
        found["items"] = or_null(found["items"])
    required = found.get("required", ())
    if "properties" in found:
        found["properties"] = {
            name: or_null(inner) if name in required else _allowing(or_null(inner))
            for name, inner in found["properties"].items()
        }
    return found


def _allowing(schema: Schema) -> Schema:
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    kind = schema.get("type")
    if isinstance(kind, str):
        return {**schema, "type": [kind, "null"]}
    return schema if kind else maybe(schema)
