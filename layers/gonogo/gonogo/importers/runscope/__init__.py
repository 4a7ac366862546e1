"""Runscope's test exports, read and written (`contracts/runscope.md` 3.5-3.7, 12)."""

from __future__ import annotations

from typing import Any

from gonogo.errors import Invalid
from gonogo.formats.plain import listing, mapping, mappings, text
from gonogo.formats.runscope import Known, environment_names, read_environment, read_steps
from gonogo.importers._contract import Imported, Importer, Notes, Options, Plain, Source
from gonogo.importers._draft.layout import free_name
from gonogo.importers._draft.reading import read_json
from gonogo.importers.runscope import _writing


def read(source: Source, options: Options) -> Imported:
    """One test or an array of them; shared environments come with --environment."""
    notes = Notes()
    raw = _tests(read_json(source), source)
    given = [e for each in options.environments for e in _environments(read_json(each))]
    given += [e for test in raw for e in _environments(test)]
    names = environment_names(given)
    # The same shared environment stands in the export of every test.
    shared = {text(e["id"]): e for e in reversed(given) if _is_shared(e)}
    found = [read_environment(e, names, "shared", notes) for e in reversed(shared.values())]
    document: Plain = {"environments": found}
    taken: set[str] = set()
    titles = [free_name(text(test.get("name")) or "Unnamed", taken) for test in raw]
    tests = {text(t.get("id")): n for t, n in zip(raw, titles, strict=True) if text(t.get("id"))}
    known = Known(tests, names)
    pairs = zip(titles, raw, strict=True)
    document["tests"] = [_test(name, each, known, notes) for name, each in pairs]
    return Imported(document, notes)


def _tests(raw: object, source: Source) -> list[dict[str, Any]]:
    if isinstance(raw, dict) and "data" in raw:  # as the API answers
        raw = raw["data"]
    tests = mappings(raw) if isinstance(raw, list) else [mapping(raw)]
    found = [test for test in tests if isinstance(test.get("steps"), list)]
    if not found:
        raise Invalid(
            f"{source.name} is no Runscope export: it has no test with `steps`.",
            accepted="a test's JSON, or an array of them",
        )
    return found


def _environments(raw: object) -> list[dict[str, Any]]:
    """Those of a test, of the API's list, or one by itself."""
    if isinstance(raw, list):
        return mappings(raw)
    held = mapping(raw)
    if "data" in held:
        return _environments(held["data"])
    if "environments" in held:
        return mappings(held["environments"])
    return [held] if "initial_variables" in held else []


def _test(name: str, raw: dict[str, Any], known: Known, notes: Notes) -> Plain:
    own = [
        read_environment(environment, known.environments, name, notes)
        for environment in mappings(raw.get("environments"))
        if not _is_shared(environment)
    ]
    test: Plain = {"name": name, "steps": read_steps(raw["steps"], name, notes, known)}
    if text(raw.get("description")):
        test["description"] = text(raw["description"])
    if tags := [text(tag) for tag in listing(mapping(raw.get("gonogo")).get("tags")) if text(tag)]:
        test["tags"] = tags
    chosen = known.environments.get(text(raw.get("default_environment_id")))
    if own:
        test["environments"] = own
    if chosen is not None:
        test["environment"] = chosen
    for schedule in mappings(raw.get("schedules")):
        notes.lost(name, f"the schedule every {text(schedule.get('interval'))}")
    return test


def _is_shared(environment: dict[str, Any]) -> bool:
    return bool(text(environment.get("id"))) and environment.get("test_id", "") is None


IMPORTER = Importer(title="Runscope test export", read=read, write=_writing.write)
