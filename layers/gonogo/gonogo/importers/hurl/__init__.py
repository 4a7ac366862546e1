"""Hurl files: entries become steps of one test, which ends at the first failure as Hurl does."""

from __future__ import annotations

import re
from typing import Any

from gonogo.errors import Invalid
from gonogo.formats.placeholders import rewrite, variable_name
from gonogo.importers._contract import Imported, Importer, Notes, Options, Plain, Source
from gonogo.importers._draft.layout import Group, arrange
from gonogo.importers.hurl._entry import steps
from gonogo.importers.hurl._parsing import entries

_BUILT_IN = {"newUuid": "{{uuid}}", "newDate": "{{utc_datetime}}"}


def read(source: Source, options: Options) -> Imported:
    """A file is a test; Hurl's variables files come with --environment."""
    notes = Notes()
    name = re.split(r"[/\\]", source.name)[-1].removesuffix(".hurl") or "hurl"
    root = Group(name)
    found = entries(source)
    if not found:
        raise Invalid(
            f"{source.name} holds no Hurl entry.", accepted="a line such as GET https://…"
        )
    for number, entry in enumerate(found, 1):
        where = f"entry {number} (line {entry.line})"
        for step in steps(entry, where, notes):
            root.add(_rewritten(step))
    environment: Plain = {
        "name": name,
        "variables": _variables(options.environments),
        "preserve_cookies": True,
        "stop_on_failure": True,
    }
    tests = arrange(root, options.per or "all", notes)
    return Imported({"environments": [environment], **tests}, notes)


def _variables(sources: tuple[Source, ...]) -> dict[str, str]:
    found = {}
    for source in sources:
        for line in source.text.splitlines():
            name, equals, value = line.strip().partition("=")
            if equals and not name.startswith("#"):
                found[variable_name(name)] = value.strip()
    return found


def _rewritten(value: Any) -> Any:
    """The names of Hurl's own functions become ours, wherever they stand."""
    if isinstance(value, str):
        return rewrite(value, lambda name: _BUILT_IN.get(name, f"{{{{{variable_name(name)}}}}}"))
    if isinstance(value, dict):
        return {key: _rewritten(item) for key, item in value.items()}
    return [_rewritten(item) for item in value] if isinstance(value, list) else value


IMPORTER = Importer(title="Hurl files", read=read)
