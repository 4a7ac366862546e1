"""Runscope's steps in our words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gonogo.formats.fields import by_name, encoded_url, said
from gonogo.formats.notes import Notes, Plain
from gonogo.formats.placeholders import variable_name
from gonogo.formats.plain import listing, mapping, mappings, text
from gonogo.formats.runscope.auth import read_auth
from gonogo.formats.runscope.values import ours
from gonogo.formats.runscope.words import definition_comparison, definition_source


@dataclass(frozen=True, slots=True)
class Known:
    """Names by the vendor's ids, for what steps refer to."""

    tests: Mapping[str, str] = field(default_factory=dict)
    environments: Mapping[str, str] = field(default_factory=dict)


_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_NESTING = ("group", "foreach")
"""Kinds that only we have: written for clients that read and write back."""
_TYPES = {"conditional": "condition", "conditional-loop": "loop"}
_NOT_OURS = frozenset({"step_type", "type", "id", "request_id", "skipped", "gonogo"})
_JUDGED = ("assertions", "variables")


def read_steps(raw: object, where: str, notes: Notes, known: Known) -> list[Plain]:
    """Steps in their order."""
    return [
        read_step(step, f"{where}, step {number}", notes, known)
        for number, step in enumerate(mappings(raw), 1)
    ]


def read_step(raw: dict[str, Any], where: str, notes: Notes, known: Known) -> Plain:
    """One step; of a kind that is none of ours, with all that it says."""
    written = text(raw.get("step_type", raw.get("type"))) or "request"
    kind = _TYPES.get(written, written)
    found: Plain = {"type": kind}
    if _ID.fullmatch(text(raw.get("id"))):
        found["id"] = text(raw["id"])
    found["skipped"] = raw.get("skipped") is True or None
    if kind == "request":
        found |= _request(raw, where, notes)
    elif kind == "pause":
        found["duration"] = raw.get("duration")
    elif kind in ("condition", "loop"):
        found |= _conditional(raw, where, notes, known)
    elif kind == "subtest":
        found |= _subtest(raw, where, notes, known)
    elif kind in _NESTING:
        found["steps"] = read_steps(raw.get("steps"), where, notes, known)
    elif kind == "inbound":
        found |= _inbound(raw, where, notes)
    elif kind == "script":
        found["scripts"] = _scripts(raw)["scripts"]
    else:
        rest = {key: value for key, value in raw.items() if key not in _NOT_OURS}
        found |= rest | {"variables": _variables(raw, where, notes)}
    if text(raw.get("note")):
        found["note"] = text(raw["note"])
    return said(_with_ours(found, ours(raw)))


def _with_ours(found: Plain, kept: Plain) -> Plain:
    beside = {key: [*found.get(key, ()), *listing(kept.pop(key, ()))] for key in _JUDGED}
    return {**kept, **found, **{key: value for key, value in beside.items() if value}}


def _conditional(raw: dict[str, Any], where: str, notes: Notes, known: Known) -> Plain:
    comparison = definition_comparison(text(raw.get("comparison"))) or "equal"
    return {
        "left_value": raw.get("left_value", ""),
        "comparison": comparison,
        "right_value": raw.get("right_value"),
        "steps": read_steps(raw.get("steps"), where, notes, known),
    }


def _subtest(raw: dict[str, Any], where: str, notes: Notes, known: Known) -> Plain:
    test = known.tests.get(text(raw.get("test_uuid")))
    if test is None:
        notes.lost(where, "the subtest: the test that it runs is not in the export")
        content = {key: value for key, value in raw.items() if key not in _NOT_OURS}
        return {"type": "unsupported", "kind": "subtest", "content": content}
    params = raw.get("params")
    given = mapping(params) or {
        text(each.get("name", each.get("key"))): each.get("value") for each in mappings(params)
    }
    environment = text(raw.get("environment_uuid"))
    if environment and environment not in known.environments:
        notes.lost(where, "the subtest's environment, which is not in the export")
    return {
        "test": test,
        "environment": known.environments.get(environment, ""),
        "use_parent_environment": raw.get("use_parent_environment") is True or None,
        "params": {variable_name(name): text(value) for name, value in given.items() if name},
        "variables": _variables(raw, where, notes),
        "assertions": list(_assertions(raw)),
        **_scripts(raw),
    }


def _inbound(raw: dict[str, Any], where: str, notes: Notes) -> Plain:
    if raw.get("before_scripts"):
        notes.lost(where, "before_scripts of a step that sends nothing")
    notes.check(where, "its URL is another here: the step's result tells it")
    return {
        "variables": _variables(raw, where, notes),
        "assertions": list(_assertions(raw)),
        "scripts": _scripts(raw)["scripts"],
    }


def _scripts(raw: dict[str, Any]) -> Plain:
    return {
        key: [text(each) for each in listing(raw.get(key))] for key in ("before_scripts", "scripts")
    }


def _request(raw: dict[str, Any], where: str, notes: Notes) -> Plain:
    auth = read_auth(mapping(raw.get("auth")), where, notes)
    url = text(raw.get("url")).strip()
    fragment = text(raw.get("fragment"))
    form = by_name(_pairs(raw.get("form")))
    if raw.get("binary_body"):
        notes.lost(where, f"binary_body ({len(listing(raw['binary_body'])) or 1})")
    return {
        "method": (text(raw.get("method")) or "GET").strip().upper(),
        "url": encoded_url(url + (f"#{fragment}" if fragment else "")),
        "headers": by_name([*_pairs(raw.get("headers")), *auth.headers]),
        "params": by_name([*_pairs(raw.get("args")), *auth.query]),
        "form": form,
        "multipart": list(_parts(raw, where, notes)),
        # Some exports say the form once more as a body.
        "body": "" if form else text(raw.get("body")) or text(raw.get("data")),
        "auth": auth.settings,
        "assertions": list(_assertions(raw)),
        "variables": _variables(raw, where, notes),
        **_scripts(raw),
    }


def _parts(raw: dict[str, Any], where: str, notes: Notes) -> Iterator[Plain]:
    """What is text in them: uploaded files stay with the vendor."""
    words = ("value", "base64", "filename", "content_type")
    for part in mappings(raw.get("multipart_form")):
        name = text(part.get("name", part.get("key")))
        found = {key: text(part[key]) for key in words if text(part.get(key))}
        if name and ("value" in part or "base64" in part):
            yield {"name": name, **found}
        else:
            notes.lost(where, f"the file of the form field {name}")


def _assertions(raw: dict[str, Any]) -> Iterator[Plain]:
    for each in mappings(raw.get("assertions")):
        record = {
            "source": definition_source(text(each.get("source"))),
            "property": text(each.get("property")) or None,
            "comparison": definition_comparison(text(each.get("comparison"))) or "equal",
        }
        found = {key: value for key, value in record.items() if value is not None}
        if each.get("value") is not None:
            found["value"] = each["value"]
        yield found


def _variables(raw: dict[str, Any], where: str, notes: Notes) -> list[Plain]:
    found = []
    for each in mappings(raw.get("variables")):
        name = text(each.get("name"))
        if variable_name(name) != name:
            notes.changed(f"{where}, variable {name}", f"is called {variable_name(name)}")
        record = {
            "name": variable_name(name),
            "source": definition_source(text(each.get("source"))),
        }
        if text(each.get("property")):
            record["property"] = text(each["property"])
        found.append(record)
    return found


def _pairs(raw: object) -> list[tuple[str, str]]:
    return [
        (name, text(value))
        for name, values in mapping(raw).items()
        for value in (values if isinstance(values, list) else [values])
    ]
