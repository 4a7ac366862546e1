"""Brings imported definitions into what the definition format takes today; all else is told.

It asks the registries and the models what there is, so what the format learns is carried the same
day, without a line here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gonogo.cli.importing.cleaning import clean, clean_names
from gonogo.domain.environment import Environment
from gonogo.engine.auth import auth_types
from gonogo.engine.comparators import ALIASES, comparators
from gonogo.engine.sources import sources
from gonogo.engine.steps import step_types
from gonogo.errors import Invalid, InvalidDefinition
from gonogo.importers._contract import Notes, Plain
from gonogo.services.define import from_plain
from gonogo.services.define.checks import Known
from gonogo.services.define.models import record_model

_TEST = ("name", "description", "tags", "environment", "environments", "steps")
_UNSAID = {"type": "request", "method": "GET", "follow_redirects": True}
_STEP = {"type": "request", "url": "http://a.test/"}


def fit(document: Plain, notes: Notes) -> Plain:
    """The document without what `gonogo run` would refuse; `Invalid` if nothing is left."""
    fitted: Plain = clean(document)
    clean_names(fitted, notes)
    names = {environment["name"] for environment in fitted.get("environments", ())}
    shared = [_environment(e, names, notes) for e in fitted.get("environments", ())]
    tests = [test for each in fitted.get("tests", ()) if (test := _test(each, names, notes))]
    if not tests:
        raise Invalid("Nothing of it could be imported: no request is left.")
    names = {test["name"] for test in tests}
    for test in tests:
        test["steps"] = _together(test["steps"], names, set(), test["name"], notes)
    fitted |= {"environments": shared, "tests": tests}
    fitted["suites"] = [
        {**suite, "tests": kept}
        for suite in fitted.get("suites", ())
        if (kept := [name for name in suite["tests"] if name in names])
    ]
    return {key: value for key, value in fitted.items() if value}


def _environment(environment: Plain, shared: set[str], notes: Notes) -> Plain:
    place = f"environment {environment['name']}"
    kept = _known(environment, _fields(Environment), place, notes)
    _auth(kept, place, notes)
    if kept.get("parent", environment["name"]) not in shared - {environment["name"]}:
        kept.pop("parent", None)
    probe = {"tests": [{"name": "x", "environments": [kept], "steps": [_STEP]}]}
    for field in _wrong_fields(probe, place, notes):
        kept.pop(field, None)
    return {key: value for key, value in kept.items() if value not in ({}, [], "")}


def _wrong_fields(probe: Plain, place: str, notes: Notes) -> Iterator[str]:
    """The fields of the probe's environment that are refused, however often one looks."""
    environment = probe["tests"][0]["environments"][0]
    parent = environment.pop("parent", None)
    for _ in range(8):
        problem = _problem(probe)
        if problem is None:
            break
        field = next((f for f in environment if f != "name" and f".{f}" in problem), None)
        if field is None:
            break
        notes.lost(place, _after_path(problem))
        yield field
    if parent is not None:
        environment["parent"] = parent


def _test(test: Plain, shared: set[str], notes: Notes) -> Plain | None:
    place = test["name"]
    steps = [
        step
        for number, raw in enumerate(test.get("steps", ()), 1)
        if (step := _step(raw, _place(place, number, raw), notes))
    ]
    if not steps:
        notes.lost(place, "the test; none of its steps is left")
        return None
    own = [_environment(e, shared, notes) for e in test.get("environments", ())]
    kept = {**test, "environments": own, "steps": steps}
    if test.get("environment") not in shared | {e["name"] for e in own}:
        kept.pop("environment", None)
    return {key: kept[key] for key in _TEST if kept.get(key)}


def _together(
    steps: list[Plain], tests: set[str], ids: set[str], place: str, notes: Notes
) -> list[Plain]:
    """Steps as they must be beside each other: an id once, subtests of tests that are there."""
    made = []
    for number, step in enumerate(steps, 1):
        here = _place(place, number, step)
        if step.get("id") in ids:
            notes.changed(here, "has the id of another step and gets one of its own")
            step.pop("id")
        ids.add(step.get("id", ""))
        if "steps" in step:
            step["steps"] = _together(step["steps"], tests, ids, here, notes)
        gone = step.get("type") == "subtest" and step["test"] not in tests
        made.append((_unsupported("subtest", step, here, notes) or step) if gone else step)
    return made


def _place(test: str, number: int, step: Plain) -> str:
    said = str(step.get("note") or "")
    named = f" ({said[:60]})" if said and said != test else ""
    return f"{test}, step {number}{named}"


def _step(step: Plain, place: str, notes: Notes) -> Plain | None:
    kind = step.get("type", "request")
    if kind not in step_types:
        return _unsupported(kind, step, place, notes)
    kept = _known(step, (*_fields(step_types[kind].model), "type"), place, notes)
    _auth(kept, place, notes)
    kept = _judged(kept, place, notes)
    if "steps" in kept:
        inner = enumerate(kept["steps"], 1)
        kept["steps"] = [s for n, raw in inner if (s := _step(raw, _place(place, n, raw), notes))]
    problem = _problem({"tests": [{"name": "x", "steps": [kept]}]})
    if problem is not None:
        notes.lost(place, f"the step: {_after_path(problem)}")
        return None
    return {key: value for key, value in kept.items() if _UNSAID.get(key) != value}


def _unsupported(kind: str, step: Plain, place: str, notes: Notes) -> Plain | None:
    """A step that nobody can perform is kept, and skipped with a reason, where that can be said."""
    if "unsupported" not in step_types:
        notes.lost(place, f"the step; there are no steps of the type {kind}")
        return None
    notes.lost(place, f"what a step of the type {kind} does; it is kept and will be skipped")
    # What every step has stays with it: results name a step by its id.
    own = {key: step[key] for key in ("id", "note", "skipped") if step.get(key)}
    content = {key: value for key, value in step.items() if key != "type" and key not in own}
    return {"type": "unsupported", **own, "kind": kind, "content": content}


def _fields(model: Any) -> tuple[str, ...]:
    """What a record may say."""
    return tuple(name.removesuffix("_") for name in record_model(model).model_fields)


def _known(record: Plain, known: tuple[str, ...], place: str, notes: Notes) -> Plain:
    """The fields that there are, in their order; the others are told."""
    for key, value in record.items():
        if key not in known and value not in (None, "", [], {}, False):
            count = f" ({len(value)})" if isinstance(value, list) and len(value) > 1 else ""
            notes.lost(place, f"`{key}`{count}; the definition format has none yet")
    return {key: record[key] for key in dict.fromkeys(known) if key in record}


def _auth(record: Plain, place: str, notes: Notes) -> None:
    auth = record.get("auth")
    if not auth:
        return
    kind = auth.get("type", "")
    if kind not in auth_types:
        notes.lost(place, f"auth of the type {kind}; accepted: {', '.join(auth_types.names)}")
        del record["auth"]
        return
    missing = [need for need in auth_types[kind].needs if need not in auth]
    if missing:
        notes.lost(place, f"auth of the type {kind} without {', '.join(missing)}")
        del record["auth"]


def _judged(step: Plain, place: str, notes: Notes) -> Plain:
    """Without assertions and variables of a kind that there is none of."""
    for key in ("assertions", "variables"):
        if isinstance(step.get(key), list):
            step[key] = [each for each in step[key] if _judge(each, key[:-1], place, notes)]
            if not step[key]:
                del step[key]
    return step


def _judge(record: Plain, what: str, place: str, notes: Notes) -> bool:
    source, comparison = record.get("source"), record.get("comparison", "equal")
    said = " ".join(
        str(record[key])
        for key in ("name", "source", "property", "filters", "comparison", "value")
        if record.get(key) is not None
    )
    if source not in sources or ALIASES.get(comparison, comparison) not in comparators:
        unknown = source if source not in sources else comparison
        notes.lost(place, f"{what} {said[:120]}: {unknown} is unknown")
        return False
    probe = {"tests": [{"name": "x", "steps": [{**_STEP, f"{what}s": [record]}]}]}
    problem = _problem(probe)
    if problem is not None:
        notes.lost(place, f"{what} {said[:120]}: {_after_path(problem)}")
        return False
    return True


def _problem(probe: Plain) -> str | None:
    """The first thing that the definition format has against it."""
    try:
        from_plain(probe, "import", Known(anything=True))
    except InvalidDefinition as error:
        return error.problems[0]
    return None


def _after_path(problem: str) -> str:
    """The field's last name and what is wrong, without the path of the probe."""
    _, _, rest = problem.partition(": ")
    path, _, message = rest.partition(": ")
    return f"{path.rpartition('.')[2]} {message}" if message else rest
