"""The kinds of value that a definition's fields take, each with its check and its JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from types import GenericAlias
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from gonogo.domain.test import Filters
from gonogo.services.define.chains import BadChain, chain_schema, read_chain
from gonogo.services.define.problems import not_accepted
from gonogo.services.define.written import Written

_SCALARS: dict[str, Any] = {"type": ["string", "number", "boolean", "null"]}
_RESERVED = "runscope_"
_VARIABLE = re.compile(r"[^\s{}()]{1,128}")


def complain(*problems: tuple[str, str]) -> PydanticCustomError:
    """An error of ours: pairs of a field (empty: the value itself) and what is wrong with it."""
    return PydanticCustomError("definition", "not accepted", {"problems": list(problems)})


def as_text(value: object) -> str:
    """A scalar as text, as it was written."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Written):
        return value.text
    if isinstance(value, int | float):
        return str(value)
    raise complain(("", "must be a text, a number, true or false"))


def as_scalar(value: object) -> object:
    """A scalar that keeps its type."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return float(value)
    raise complain(("", "must be a text, a number, true, false or null"))


def as_values(value: object) -> object:
    """One value or a list of them, each as it was written."""
    if isinstance(value, list | tuple):
        return tuple(_as_value(item) for item in value)
    return _as_value(value)


def _as_value(value: object) -> object:
    if isinstance(value, list | tuple | Mapping):
        raise complain(("", "must be a text, a number, true or false, or a list of those"))
    return value.text if isinstance(value, Written) else as_scalar(value)


def as_json(value: object) -> object:
    """A JSON value; numbers lose the memory of how they were written."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return as_scalar(value)


def as_rows(value: object) -> object:
    """A JSON value whose numbers stay as they were written, where that is more than the number."""
    if isinstance(value, dict):
        return {key: as_rows(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_rows(item) for item in value]
    return value.text if isinstance(value, Written) else as_scalar(value)


def word(accepted: Collection[str], aliases: Mapping[str, str] | None = None) -> Any:
    """One of the accepted words; an older word becomes the present one."""
    older = dict(aliases or {})

    def check(value: object) -> str:
        if isinstance(value, str):
            value = older.get(value, value)
            if value in accepted:
                return value
        raise complain(("", not_accepted(value, accepted)))

    schema = {"type": "string", "enum": sorted(accepted)}
    return Annotated[str, PlainValidator(check), WithJsonSchema(schema)]


def text_like(pattern: str, said: str) -> Any:
    """Text that matches all of `pattern`; `said` is what it must be."""
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise complain(("", f"must be {said}"))
        return value

    return Annotated[
        str, AfterValidator(check), Field(json_schema_extra={"pattern": f"^{pattern}$"})
    ]


def name(most: int) -> Any:
    """A name that people give."""
    return text_like(
        rf"\S([^\x00-\x1f]{{0,{most - 2}}}\S)?", f"a text of 1 to {most} characters on one line"
    )


def list_of(shape: Any) -> Any:
    """A list whose items take this shape."""
    return GenericAlias(tuple, (shape, ...))


def mapping_of(keys: Any, shape: Any) -> Any:
    """A mapping whose keys and values take these shapes."""
    return GenericAlias(dict, (keys, shape))


def _variable_name(value: str) -> str:
    if not _VARIABLE.fullmatch(value):
        raise complain(("", "must be 1 to 128 characters without spaces, braces or parentheses"))
    if value.lower().startswith(_RESERVED):
        raise complain(("", f"names that begin with {_RESERVED} are reserved"))
    return value


def _filters(raw: object) -> Filters:
    try:
        return read_chain(raw)
    except BadChain as bad:
        raise complain(("", str(bad))) from None


FilterChain = Annotated[Any, PlainValidator(_filters), WithJsonSchema(chain_schema())]
Text = Annotated[
    str, BeforeValidator(as_text), WithJsonSchema({"type": ["string", "number", "boolean", "null"]})
]
ScalarValue = Annotated[Any, PlainValidator(as_scalar), WithJsonSchema(_SCALARS)]
Values = Annotated[
    Any,
    PlainValidator(as_values),
    WithJsonSchema({"anyOf": [_SCALARS, {"type": "array", "items": _SCALARS}]}),
]
JsonValue = Annotated[Any, PlainValidator(as_json), WithJsonSchema({})]
Rows = Annotated[
    Any,
    PlainValidator(as_rows),
    WithJsonSchema({"anyOf": [{"type": "array"}, {"type": "string"}]}),
]
VariableName = Annotated[
    str,
    AfterValidator(_variable_name),
    Field(json_schema_extra={"pattern": f"^(?!{_RESERVED}){_VARIABLE.pattern}$"}),
]
Url = text_like(r"(https?://|\{\{).{1,8192}", "a URL that begins with http:// or https://")

Check = Callable[[Mapping[str, Any]], list[tuple[str, str]]]
"""Looks at what a record says, its fields good by themselves; answers pairs as `complain` takes."""
