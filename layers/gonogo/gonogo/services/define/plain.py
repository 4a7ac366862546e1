"""Values to plain data and back, by their annotations: what the catalog stores of steps.

Plain data is what JSON can hold. Fields at their default are left out, so equal values have equal
plain data and old data reads well when a field is added. No pydantic here: an executor reads what
was checked when it was pushed.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from gonogo.domain.environment import Environment
from gonogo.domain.http import Headers
from gonogo.domain.test import Filters, Step
from gonogo.engine.steps import step_types
from gonogo.services.define.chains import dump_chain, read_chain

Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Codec:
    """One annotation's two directions."""

    dump: Convert
    load: Convert


def steps_to_plain(steps: Iterable[Step]) -> tuple[Mapping[str, object], ...]:
    """Steps as the catalog keeps them."""
    return tuple(_dump_step(step) for step in steps)


def steps_from_plain(steps: Iterable[Mapping[str, object]]) -> tuple[Step, ...]:
    """Steps from what `steps_to_plain` made; quick, and unchecked but for the type's name."""
    return tuple(_load_step(step) for step in steps)


def dump(value: object) -> dict[str, object]:
    """One dataclass value as plain data."""
    cls: Any = type(value)
    plain: dict[str, object] = record(cls).dump(value)
    return plain


@cache
def codec(annotation: Any) -> Codec:
    """How values of this annotation become plain data and come back."""
    if annotation == Filters:
        return Codec(dump_chain, read_chain)
    if annotation == Headers:
        return Codec(dump_headers, load_headers)
    if annotation == Step:
        return Codec(_dump_step, _load_step)
    if hasattr(annotation, "__dataclass_fields__"):
        return record(annotation)
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:
        item = codec(inner[0])
        return Codec(
            lambda values: [item.dump(value) for value in values],
            lambda values: tuple([item.load(value) for value in values]),
        )
    if origin in (Union, types.UnionType) and type(None) in inner and len(inner) == 2:
        some = codec(next(part for part in inner if part is not type(None)))
        return Codec(
            lambda value: None if value is None else some.dump(value),
            lambda value: None if value is None else some.load(value),
        )
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return Codec(_dump_values, _load_values)
    return Codec(_same, _same)


@cache
def record(cls: Any) -> Codec:
    """The codec of a dataclass."""
    hints = get_type_hints(cls)
    named = cls is Environment  # in a document, the id of an environment is its name
    parts = [
        (field.name, codec(hints[field.name]), default(field))
        for field in fields(cls)
        if not (named and field.name in ("id", "test"))
    ]
    loads = {name: part.load for name, part, _ in parts}

    def dump(value: Any) -> dict[str, object]:
        plain: dict[str, object] = {}
        for name, part, default in parts:
            item = getattr(value, name)
            if default is MISSING or item != default or type(item) is not type(default):
                plain[name] = part.dump(item)
        return plain

    def load(plain: Mapping[str, Any]) -> Any:
        values = {name: loads[name](item) for name, item in plain.items()}
        return cls(id=values["name"], **values) if named else cls(**values)

    return Codec(dump, load)


def default(field: Field[Any]) -> Any:
    """What a dataclass's field is when nothing is said; `MISSING` if something must be."""
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def dump_headers(headers: Headers) -> dict[str, object]:
    """Header lines by name: one value as text, several as a list."""
    by_name: dict[str, list[str]] = {}
    for name, value in headers:
        by_name.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in by_name.items()}


def load_headers(plain: Mapping[str, str | list[str]]) -> Headers:
    """Header lines from names with one value or several."""
    return tuple(
        (name, value)
        for name, values in plain.items()
        for value in ([values] if isinstance(values, str) else values)
    )


def _dump_step(step: Step) -> dict[str, object]:
    return {"type": step.type, **dump(step)}


def _load_step(plain: Mapping[str, Any]) -> Step:
    model: Any = step_types[plain["type"]].model
    step: Step = record(model).load(plain)
    return step


def _dump_values(values: Mapping[str, Any]) -> dict[str, object]:
    return {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}


def _load_values(plain: Mapping[str, Any]) -> dict[str, object]:
    return {name: tuple(v) if isinstance(v, list) else v for name, v in plain.items()}


def _same(value: Any) -> Any:
    return value
