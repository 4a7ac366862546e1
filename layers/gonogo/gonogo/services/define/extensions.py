"""Everything that the engine has by name, each with what it means: the rows of its reference."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from gonogo._registry import Registry
from gonogo.engine.auth import auth_types
from gonogo.engine.builtins import built_ins
from gonogo.engine.comparators import comparators
from gonogo.engine.filters import filters
from gonogo.engine.languages import languages
from gonogo.engine.scripts import languages as script_languages
from gonogo.engine.scripts.javascript.names import LIBRARIES, OBJECTS, POSTMAN
from gonogo.engine.sources import sources
from gonogo.engine.steps import step_types
from gonogo.services.define.schema import document_schema

REGISTRIES: Mapping[str, tuple[str, Registry[Any]]] = {
    "steps": ("Steps", step_types),
    "sources": ("Sources", sources),
    "comparators": ("Comparisons", comparators),
    "filters": ("Filters", filters),
    "built_ins": ("Built-in variables", built_ins),
    "auth": ("Auth", auth_types),
    "languages": ("Expression languages", languages),
    "script_languages": ("Languages of scripts", script_languages),
}
"""Headings and members by kind; a kind is also the name of its file of proofs."""
BODIES = ("body", "body_base64", "form", "graphql", "json", "multipart")
"""The fields of a request that make its body."""


def meanings(root: Path) -> dict[str, tuple[str, dict[str, str]]]:
    """By kind, its heading and what each member means."""
    found = {
        kind: (heading, {name: _purpose(registry, name) for name in registry.names})
        for kind, (heading, registry) in REGISTRIES.items()
    }
    found["bodies"] = ("Bodies of a request", _bodies())
    found["script_names"] = ("Names in scripts", dict(OBJECTS))
    found["postman_names"] = ("Members of pm", dict(POSTMAN))
    found["libraries"] = ("Libraries of scripts", _libraries(root))
    return found


def _purpose(registry: Registry[Any], name: str) -> str:
    """The first line of an extension's docstring, without its name."""
    said = inspect.getdoc(import_module(f"{registry.package}.{name}")) or ""
    before, _, after = said.partition("\n")[0].partition(": ")
    return after or before


def _bodies() -> dict[str, str]:
    fields = document_schema()["$defs"]["RequestStep"]["properties"]
    return {name: " ".join(fields[name]["description"].split()) for name in BODIES}


def _libraries(root: Path) -> dict[str, str]:
    packages = json.loads((root / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return {name: f"{what} (version {packages[name]})" for name, what in LIBRARIES.items()}
