"""OpenAPI 3.x and Swagger 2.0: a request for every operation (`contracts/runscope.md` 12)."""

from __future__ import annotations

from typing import Any

from gonogo.errors import Invalid
from gonogo.formats.plain import listing, mapping, text
from gonogo.importers._contract import Imported, Importer, Notes, Options, Source
from gonogo.importers._draft.layout import Group, arrange, free_name
from gonogo.importers._draft.reading import read_yaml
from gonogo.importers.openapi._operation import step
from gonogo.importers.openapi._place import place
from gonogo.importers.openapi._references import References
from gonogo.importers.openapi._variables import Variables

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_ACCEPTED = "Swagger 2.0, or OpenAPI 3.0, 3.1 or 3.2, as JSON or YAML"


def read(source: Source, options: Options) -> Imported:
    """One test with a step for each operation, or one a tag, or one an operation."""
    root = mapping(read_yaml(source))
    version = text(root.get("openapi")) or text(root.get("swagger"))
    if not version.startswith(("2.", "3.")) and version not in ("2", "3"):
        raise Invalid(f"{source.name} says no version of OpenAPI.", accepted=_ACCEPTED)
    notes = Notes()
    info = mapping(root.get("info"))
    name = text(info.get("title")) or "API"
    variables = Variables(notes)
    references = References(root, notes)
    whole = Group(name, description=text(info.get("description")))
    tags: dict[str, Group] = {}
    per = options.per or "all"
    base = place(root, version.startswith("2"), variables, notes)
    for path, item in mapping(root.get("paths")).items():
        shared = references.follow(item, path)
        for method, operation in _operations(shared):
            where = f"{method.upper()} {path}"
            made = step(
                method,
                path,
                operation=operation,
                shared=shared,
                base=base,
                references=references,
                variables=variables,
                options=options,
                where=where,
            )
            tag = next(map(text, listing(operation.get("tags"))), "")
            _add(made, tag if per != "all" else "", whole, tags)
    for kind in ("webhooks", "x-webhooks"):
        for hook in mapping(root.get(kind)):
            notes.lost(f"webhook {hook}", "a call that the API makes")
    project = free_name(name, set())
    environment = {"name": project[:100].strip(), "variables": variables.values}
    document = {"project": project, "environments": [environment], **arrange(whole, per, notes)}
    return Imported(document, notes)


def _operations(item: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    found = [(method, mapping(item[method])) for method in METHODS if method in item]
    return found + [(m, mapping(o)) for m, o in mapping(item.get("additionalOperations")).items()]


def _add(made: dict[str, Any], tag: str, whole: Group, tags: dict[str, Group]) -> None:
    if not tag:
        whole.add(made)
        return
    if tag not in tags:
        tags[tag] = Group(tag)
        whole.add(tags[tag])
    tags[tag].add(made)


IMPORTER = Importer(title="OpenAPI 3.x, Swagger 2.0", read=read)
