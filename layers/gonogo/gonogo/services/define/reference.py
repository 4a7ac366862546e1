"""The reference page's tables and the schema file, generated so that they cannot grow old."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from gonogo.engine.auth import auth_types
from gonogo.engine.builtins import built_ins
from gonogo.engine.comparators import comparators
from gonogo.engine.filters import filters
from gonogo.engine.sources import sources
from gonogo.engine.steps import step_types
from gonogo.services.define.schema import document_schema

SCHEMA = "definition.schema.json"
PAGE = "definition.md"
BEGIN, END = "<!-- generated from here -->", "<!-- to here -->"

_HEADINGS: Mapping[str, str] = {
    "Environment": "Environment",
    "StepList": "Shared step list",
    "TestDefinition": "Test",
    "SuiteDefinition": "Suite",
    "Assertion": "Assertion",
    "Extraction": "Variable from an answer",
    "Part": "Part of a multipart body",
    "Retry": "Retry",
}
_KINDS: Mapping[str, str] = {
    "string": "text",
    "array": "list",
    "object": "mapping",
    "boolean": "true or false",
    "integer": "whole number",
    "number": "number",
}


def generated(page: str) -> dict[str, str]:
    """The files' texts by name; `page` is the reference page as it stands."""
    schema = document_schema()
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    tables = "\n".join(_tables(schema))
    return {
        SCHEMA: json.dumps(schema, indent=2, ensure_ascii=False) + "\n",
        PAGE: f"{before}{BEGIN}\n\n{tables}\n{END}{after}",
    }


def write(folder: Path) -> None:
    """Bring both files of `docs/reference` up to date."""
    page = (folder / PAGE).read_text(encoding="utf-8")
    for name, text in generated(page).items():
        (folder / name).write_text(text, encoding="utf-8")


def _tables(schema: dict[str, Any]) -> Iterator[str]:
    records = schema["$defs"]
    yield from _table("Document", schema)
    for name in ("Environment", "StepList", "TestDefinition", "SuiteDefinition"):
        yield from _table(_HEADINGS[name], records[name])
    for kind in step_types.names:
        yield from _table(f"Step: {kind}", records[step_types[kind].model.__name__])
    for name in ("Assertion", "Extraction", "Part", "Retry"):
        yield from _table(_HEADINGS[name], records[name])
    yield from _sources()
    yield from _comparators()
    yield from _filters()
    yield from _auth_types()
    yield from _built_ins()


def _table(heading: str, record: dict[str, Any]) -> Iterator[str]:
    yield f"### {heading}\n"
    yield "| key | takes | default | |\n|---|---|---|---|"
    required = record.get("required", ())
    for name, field in record["properties"].items():
        if not field.get("deprecated"):
            default = "must be given" if name in required else _default(field)
            said = " ".join(field.get("description", "").split())
            yield f"| `{name}` | {_takes(field)} | {default} | {said} |"
    yield ""


def _default(field: Mapping[str, Any]) -> str:
    value = field.get("default")
    return "" if value in (None, "", [], {}) else f"`{json.dumps(value)}`"


def _takes(field: Mapping[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(dict.fromkeys(filter(None, map(_takes, field["anyOf"]))))
    if "const" in field:
        return f"`{json.dumps(field['const'])}`"
    kind = field.get("type")
    if isinstance(kind, list):
        return "text, number, true or false"
    if kind == "null":
        return ""
    return _KINDS.get(str(kind), "any value")


def _sources() -> Iterator[str]:
    yield "### Sources\n"
    yield "| `source` | is | `property` |\n|---|---|---|"
    for name in sources.names:
        source = sources[name]
        means = {"none": "none", "optional": f"{source.property_means}, or none"}
        said = means.get(source.property, source.property_means)
        yield f"| `{name}` | {_purpose('sources', name)} | {said} |"
    yield ""


def _comparators() -> Iterator[str]:
    yield "### Comparisons\n"
    yield "| `comparison` | holds for | `value` |\n|---|---|---|"
    for name in comparators.names:
        said = "compared with" if comparators[name].takes_value else "none"
        yield f"| `{name}` | {_purpose('comparators', name)} | {said} |"
    yield ""


def _filters() -> Iterator[str]:
    yield "### Filters\n"
    yield "| write | gives | takes |\n|---|---|---|"
    for name in filters.names:
        known = filters[name]
        ways = [name] if known.fewest() == 0 else []
        if known.parameters:
            several = ", ".join(known.parameters)
            ways.append(f"{{{name}: {several if len(known.parameters) == 1 else f'[{several}]'}}}")
        written = ", ".join(f"`{way}`" for way in ways)
        taken = " or ".join(known.takes) or "any value"
        yield f"| {written} | {_purpose('filters', name)} | {taken} |"
    yield ""


def _auth_types() -> Iterator[str]:
    yield "### Auth\n"
    yield "| `type` | is | needs | takes |\n|---|---|---|---|"
    for name in auth_types.names:
        needs = ", ".join(f"`{setting}`" for setting in auth_types[name].needs)
        takes = ", ".join(f"`{setting}`" for setting in auth_types[name].takes)
        yield f"| `{name}` | {_purpose('auth', name)} | {needs} | {takes} |"
    yield ""


def _built_ins() -> Iterator[str]:
    yield "### Built-in variables\n"
    yield "| write | for |\n|---|---|"
    for name in built_ins.names:
        built_in = built_ins[name]
        ways = [name] if built_in.fewest() == 0 else []
        if built_in.parameters:
            ways.append(f"{name}({', '.join(built_in.parameters)})")
        written = ", ".join(f"`{{{{{way}}}}}`" for way in ways)
        yield f"| {written} | {_purpose('builtins', name)} |"
    yield ""


def _purpose(folder: str, name: str) -> str:
    """The first line of an extension's docstring, without its name."""
    said = inspect.getdoc(import_module(f"gonogo.engine.{folder}.{name}")) or ""
    return said.partition("\n")[0].partition(": ")[2]
