"""The words that the description's schemas are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
YES_NO: Schema = {"type": "boolean"}
URL: Schema = {"type": "string", "format": "uri"}
UUID: Schema = {"type": "string", "format": "uuid"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
MAYBE_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
MILLISECONDS: Schema = {"type": ["number", "null"]}
TEXTS: Schema = {"type": "object", "additionalProperties": {"type": "string"}}


def record(text: str, properties: Mapping[str, Schema]) -> Schema:
    """An object whose members are always there."""
    return {
        "type": "object",
        "description": text,
        "properties": dict(properties),
        "required": list(properties),
    }


def named(name: str) -> Schema:
    """A reference to a schema of the description."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(schema: Schema) -> Schema:
    """A list of such."""
    return {"type": "array", "items": schema}


def maybe(schema: Schema) -> Schema:
    """Such, or null."""
    return {"oneOf": [schema, {"type": "null"}]}


def about(schema: Schema, text: str) -> Schema:
    """The schema with a sentence for people."""
    return {**schema, "description": text}
