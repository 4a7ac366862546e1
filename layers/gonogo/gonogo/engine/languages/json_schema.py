"""`json_schema`: whether a document is as a JSON Schema says; nothing is fetched for it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from math import isfinite
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, UnknownType, ValidationError
from jsonschema.validators import extend, validator_for
from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]
from referencing.exceptions import Unresolvable

from gonogo.engine.expressions import Absent
from gonogo.engine.json_document import parse
from gonogo.engine.languages._contract import Language
from gonogo.engine.patterns import compile_pattern, encodable
from gonogo.engine.values import name

MAX_SHOWN = 3
"""Complaints that an answer lists."""
MAX_READ = 20
"""Complaints to choose them from."""


def evaluate(document: bytes, schema: str) -> object:
    """True, or the places where the document is otherwise and how; drafts 3 to 2020-12.

    >>> evaluate(b'{"id": 7}', '{"required": ["id"]}')
    True
    >>> evaluate(b'{"id": "x"}', '{"properties": {"id": {"type": "number"}}}')
    ["at id: 'x' is not of type 'number'"]
    >>> evaluate(b"1", '{"type": "what"}').why
    "the schema is not valid (at type: 'what' is not valid under any of the given schemas)"
    """
    value, rules = parse(document), parse(schema.encode("utf-8", "replace"))
    if isinstance(value, Absent):
        return value
    if isinstance(rules, Absent):
        return Absent(f"the schema cannot be read: {rules.why}", fault=True)
    if not isinstance(rules, dict | bool):
        return Absent(f"the schema cannot be read: it is {name(rules)}, not an object", fault=True)
    if isinstance(rules, dict) and not isinstance(rules.get("$schema", ""), str):
        return Absent("the schema cannot be read: its $schema is no text", fault=True)
    try:
        validator = _validator(rules)
        complaints = [_said(error) for error in islice(validator.iter_errors(value), MAX_READ)]
    except SchemaError as error:
        return Absent(f"the schema is not valid ({_said(error)})", fault=True)
    except Unresolvable as error:
        return Absent(f"the schema refers to what is not in it ({error.ref[:200]})", fault=True)
    except (UnknownType, AttributeError, TypeError):
        # The older drafts' own schemas let words of a wrong type through; the library trips there.
        return Absent("the schema is not valid: one of its words has a value of a wrong type", True)
    except _BadPattern as error:
        return Absent(f"the schema cannot be used: {error.args[0]}", fault=True)
    return sorted(complaints)[:MAX_SHOWN] or True


class _BadPattern(Exception):
    """A pattern that RE2 refuses."""


def _validator(rules: Any) -> Any:
    draft = validator_for(rules, default=Draft202012Validator)
    draft.check_schema(rules)
    # Without a registry of its own the library opens whatever URL a `$ref` names, files too.
    return _bounded(draft)(rules, registry=REGISTRY)


@lru_cache(maxsize=8)
def _bounded(draft: Any) -> Any:
    """The draft with its regular expressions read by RE2."""
    words: dict[str, Any] = {"pattern": _pattern, "patternProperties": _pattern_properties}
    words["multipleOf"] = _multiple
    if "additionalProperties" in draft.VALIDATORS:
        words["additionalProperties"] = _additional(draft)
    return extend(draft, {k: rule for k, rule in words.items() if k in draft.VALIDATORS})


def _matches(pattern: str, text: str) -> bool:
    compiled = compile_pattern(pattern)
    if isinstance(compiled, Absent):
        raise _BadPattern(compiled.why)
    return compiled.search(encodable(text)) is not None


def _pattern(_validator: Any, pattern: str, value: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and not _matches(pattern, value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _pattern_properties(
    validator: Any, properties: Any, value: Any, _schema: Any
) -> Iterator[ValidationError]:
    if isinstance(value, dict):
        for pattern, rules in properties.items():
            for name, inner in value.items():
                if _matches(pattern, name):
                    yield from validator.descend(inner, rules, path=name, schema_path=pattern)


def _multiple(validator: Any, factor: Any, value: Any, _schema: Any) -> Iterator[ValidationError]:
    """As the decimals are written: in binary fractions 19.99 is no multiple of 0.01."""
    if validator.is_type(value, "number") and not (
        isfinite(value) and (Fraction(repr(value)) / Fraction(repr(factor))).denominator == 1
    ):
        yield ValidationError(f"{value!r} is not a multiple of {factor!r}")


def _additional(draft: Any) -> Any:
    """The draft's own rule sees a schema without patterns, and a value without what they take."""
    original = draft.VALIDATORS["additionalProperties"]

    def additional(
        validator: Any, rules: Any, value: Any, schema: Any
    ) -> Iterator[ValidationError]:
        patterns = schema.get("patternProperties", {})
        if isinstance(value, dict) and patterns:
            value = {k: v for k, v in value.items() if not any(_matches(p, k) for p in patterns)}
            schema = {k: rule for k, rule in schema.items() if k != "patternProperties"}
        yield from original(validator, rules, value, schema) or ()

    return additional


def _said(error: ValidationError | SchemaError) -> str:
    place = ".".join(str(part) for part in error.absolute_path)
    return f"at {place}: {error.message[:200]}" if place else error.message[:200]


LANGUAGE = Language(evaluate)
