"""What a definition's records must keep to beyond the types of their fields."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from gonogo.domain.environment import Environment
from gonogo.domain.http import Headers
from gonogo.domain.test import Assertion, Extraction, Step
from gonogo.engine.auth import auth_types, canonical
from gonogo.engine.comparators import ALIASES, comparators
from gonogo.engine.sources import sources
from gonogo.services.define.document import Document, StepList, SuiteDefinition, TestDefinition
from gonogo.services.define.fields import (
    Check,
    Rows,
    Text,
    Url,
    Values,
    VariableName,
    as_text,
    complain,
    list_of,
    mapping_of,
    name,
    text_like,
    word,
)
from gonogo.services.define.problems import not_accepted

MAX_STEPS = 100
DEFAULTS: Mapping[type, dict[str, Any]] = {Assertion: {"comparison": "equal"}}
"""Defaults that only definitions have."""
_LEFT_OUT: Mapping[type, frozenset[str]] = {
    Environment: frozenset({"id", "test", "parent_scripts", "retry_on_failure", "kept"}),
}


def left_out(cls: type) -> frozenset[str]:
    """Fields that a definition may not say."""
    return _LEFT_OUT.get(cls, frozenset())


def limits(cls: type, field: str) -> Mapping[str, Any]:
    """How many members a field takes."""
    return {"min_length": 1, "max_length": MAX_STEPS} if field == "steps" else {}


def title(cls: type) -> str:
    """What a record is called in messages and in the published schema."""
    return cls.__name__.removesuffix("Definition")


def shapes(cls: type) -> dict[str, Any]:
    """What a class's fields take where their annotation says too little."""
    if issubclass(cls, Step):
        shapes = {
            "id": text_like("[A-Za-z0-9-]{1,64}", "1 to 64 letters, digits and dashes"),
            "auth": Auth,
            "comparison": word(comparators.names, ALIASES),
            "values": Rows,
        }
        return {field: shape for field, shape in shapes.items() if field in _fields(cls)}
    found: dict[type, dict[str, Any]] = {
        Document: {"project": name(255) | None},
        TestDefinition: {"name": name(255), "tags": list_of(name(100))},
        SuiteDefinition: {"name": name(255)},
        StepList: {
            "name": name(255),
            "params": list_of(VariableName),
            "defaults": mapping_of(VariableName, Text),
        },
        Environment: {
            "name": name(100),
            "parent": str | None,
            "variables": mapping_of(VariableName, Text),
            "auth": Auth,
            "authorities": Authorities,
            "webhooks": list_of(Url),
        },
        Assertion: {
            "source": word(sources.names),
            "comparison": word(comparators.names, ALIASES),
        },
        Extraction: {"name": VariableName, "source": word(sources.names)},
    }
    return found.get(cls, {})


def _fields(cls: Any) -> Mapping[str, Any]:
    fields: Mapping[str, Any] = cls.__dataclass_fields__
    return fields


def _assertion(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    problems = _property(said)
    comparison, value = said["comparison"], said.get("value")
    if not comparators[comparison].takes_value:
        if value not in (None, ""):
            problems.append(("value", f'"{comparison}" takes none'))
    elif "value" not in said:
        problems.append(("value", f'is missing; "{comparison}" compares with it'))
    return problems


def _property(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    name, property = said["source"], said.get("property")
    source = sources[name]
    if source.property == "required" and not property:
        return [("property", f'is missing; for "{name}" it is the {source.property_means}')]
    if source.property == "none" and property:
        return [("property", f'"{name}" takes none')]
    return []


def _auth(settings: dict[str, str]) -> dict[str, str]:
    if not settings:
        return settings
    kind = settings.get("type", settings.get("auth_type"))
    if kind is None:
        raise complain(("type", f"is missing; accepted: {', '.join(auth_types.names)}"))
    kind = canonical(kind)
    if kind not in auth_types:
        raise complain(("type", not_accepted(kind, auth_types.names)))
    missing = [need for need in auth_types[kind].needs if need not in settings]
    if missing:
        raise complain(*((need, f'is missing; "{kind}" needs it') for need in missing))
    return settings


def _authorities(pem: str) -> str:
    """Read as a request would read them: a mistake shows at the push, not in the night's run."""
    if not pem.strip():
        return ""
    try:
        # Comments between the certificates may be in any language; OpenSSL takes ASCII.
        text = pem.encode("ascii", "ignore").decode()
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=text)
    except (ssl.SSLError, ValueError):
        raise complain(
            ("", "must be certificates in PEM form, -----BEGIN CERTIFICATE-----")
        ) from None
    return pem


def _header_lines(by_name: dict[str, Any]) -> Headers:
    return tuple(
        (name, as_text(value))
        for name, values in by_name.items()
        for value in (values if isinstance(values, tuple) else (values,))
    )


Auth = Annotated[
    dict[str, Text],
    AfterValidator(_auth),
    Field(json_schema_extra={"properties": {"type": {"enum": list(auth_types.names)}}}),
]
Authorities = Annotated[str, AfterValidator(_authorities)]
HeaderLines = Annotated[dict[str, Values], AfterValidator(_header_lines)]
CHECKS: Mapping[type, Check] = {Assertion: _assertion, Extraction: _property}
