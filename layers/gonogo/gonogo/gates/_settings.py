"""What a pipeline or a service says in its own settings about what to run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gonogo.domain.gate import Aim
from gonogo.domain.strict_json import check
from gonogo.errors import Invalid
from gonogo.formats.plain import mapping, text
from gonogo.gates._event import json_in

FIELDS = ("project", "suite", "test", "environment", "variables")


def aim_of(settings: Mapping[str, Any], place: str, *, beside: str = "") -> Aim | None:
    """What is to be run; None if nothing is named, and a binding decides.

    `Invalid` names what is wrong with the field, as `place` calls them. One of another name is
    mistyped, but for the one that may stand `beside`.
    """
    named = {name: settings[name] for name in FIELDS if settings.get(name) not in (None, "")}
    if not named:
        return None
    check(named)
    for name in settings:
        if name not in (*FIELDS, beside):
            raise Invalid(
                f"{place}: there is no field {name[:64]!r}.",
                field=name[:64],
                accepted=", ".join(FIELDS),
            )
    for name in ("project", "suite", "test", "environment"):
        if not isinstance(named.get(name, ""), str):
            raise Invalid(f"{place}: {name} is no text.", field=name, accepted="a name or an id")
    if "project" not in named:
        raise Invalid(
            f"{place}: no project is named.", field="project", accepted="a project's name or id"
        )
    if "suite" in named and "test" in named:
        raise Invalid(f"{place}: suite and test.", field="test", accepted="a suite or a test")
    kind = "suite" if "suite" in named else "test" if "test" in named else "project"
    return Aim(
        project=named["project"],
        kind=kind,  # type: ignore[arg-type]
        target=named.get(kind) if kind != "project" else None,
        environment=named.get("environment"),
        variables=_variables(named.get("variables", {}), place),
    )


def settings_in(written: str, place: str) -> Mapping[str, Any]:
    """Settings written as JSON into one field; empty is none."""
    if not written.strip():
        return {}
    found = json_in(written)
    if not isinstance(found, dict):
        raise Invalid(
            f"{place} is no JSON object.",
            field=place,
            accepted='{"project": "shop", "suite": "smoke"}',
        )
    return found


def first_of(token: object) -> str:
    """The job that was asked first, by the token that we gave when we put it off; else empty."""
    return text(mapping(json_in(text(token))).get("first"))


def said_of(error: Invalid) -> str:
    """A mistake in one sentence, with what would be taken."""
    return f"{error.message} Accepted: {error.accepted}." if error.accepted else error.message


def _variables(given: object, place: str) -> Mapping[str, str]:
    if isinstance(given, str):
        given = settings_in(given, f"{place}.variables")
    if not isinstance(given, dict) or not all(
        isinstance(value, str | int | float) for value in given.values()
    ):
        raise Invalid(
            f"{place}: the variables are no texts.", field="variables", accepted="texts by name"
        )
    return {str(name): str(value) for name, value in given.items()}
