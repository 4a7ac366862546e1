"""Postman collections, v2.0 and v2.1, with their environments."""

from __future__ import annotations

from typing import Any

from gonogo.errors import Invalid
from gonogo.formats.plain import mapping, mappings, text
from gonogo.importers._contract import Imported, Importer, Notes, Options, Source
from gonogo.importers._draft.layout import Group, arrange, free_name
from gonogo.importers._draft.reading import read_json
from gonogo.importers.postman import _request
from gonogo.importers.postman._inherited import Inherited, below
from gonogo.importers.postman._variables import Values, variables_of

_ACCEPTED = "a collection exported as v2.0 or v2.1"


def read(source: Source, options: Options) -> Imported:
    """Folders become suites and tests, requests become steps in the collection's order."""
    collection = _collection(source)
    notes = Notes()
    name = text(mapping(collection.get("info")).get("name")) or "Collection"
    own = variables_of(collection.get("variable"), name, notes)
    root = Group(name, description=_description(mapping(collection.get("info"))))
    environments = _environments(options.environments, own, name, notes)
    known: dict[str, str] = {}
    for environment in reversed(environments):
        known |= environment["variables"]
    values = Values(known, notes)
    _fill(root, collection, below(Inherited(), collection, name, notes), (), values)
    document = arrange(root, options.per or "group", notes)
    project = free_name(name, set())
    return Imported({"project": project, "environments": environments, **document}, notes)


def _collection(source: Source) -> dict[str, Any]:
    raw = mapping(read_json(source))
    raw = mapping(raw.get("collection")) or raw  # as Postman's API wraps it
    if "requests" in raw and "item" not in raw:
        raise Invalid(f"{source.name} is a Postman collection v1.", accepted=_ACCEPTED)
    if "values" in raw and "item" not in raw:
        raise Invalid(
            f"{source.name} is a Postman environment; give it with --environment FILE.",
            accepted=_ACCEPTED,
        )
    if not isinstance(raw.get("item"), list):
        raise Invalid(f"{source.name} is no Postman collection: it has no `item`.")
    return raw


def _fill(
    group: Group,
    holder: dict[str, Any],
    inherited: Inherited,
    path: tuple[str, ...],
    values: Values,
) -> None:
    for number, item in enumerate(mappings(holder.get("item")), 1):
        name = text(item.get("name")) or f"item {number}"
        where = " / ".join((*path, name))
        inside = below(inherited, item, where, values.notes)
        if "item" in item:
            inner = Group(name, description=_description(item))
            if item.get("variable"):
                values.notes.lost(where, "variables of a folder; Postman itself ignores most")
            _fill(inner, item, inside, (*path, name), values)
            group.add(inner)
        elif step := _request.step(item, name, where, inside, values):
            group.add(step)


def _description(holder: dict[str, Any]) -> str:
    described = holder.get("description")
    found = text(mapping(described).get("content")) if isinstance(described, dict) else described
    return text(found)


def _environments(
    sources: tuple[Source, ...], own: dict[str, str], name: str, notes: Notes
) -> list[dict[str, Any]]:
    """One for each environment file, over the collection's variables and the globals'."""
    below_all: dict[str, str] = {}
    given: list[tuple[str, dict[str, str]]] = []
    for source in sources:
        raw = mapping(read_json(source))
        raw = mapping(raw.get("environment")) or raw
        if not isinstance(raw.get("values"), list):
            raise Invalid(f"{source.name} is no Postman environment: it has no `values`.")
        title = text(raw.get("name")) or source.name
        found = variables_of(raw["values"], title, notes)
        if raw.get("_postman_variable_scope") == "globals":
            below_all |= found
        else:
            given.append((title, found))
    taken: set[str] = set()
    return [
        # Postman and Newman keep cookies from one request to the next.
        {
            "name": free_name(title, taken, 100),
            "variables": {**below_all, **own, **found},
            "preserve_cookies": True,
        }
        for title, found in given or [(name, {})]
    ]


IMPORTER = Importer(title="Postman collection v2.0, v2.1", read=read)
