"""Our steps as Runscope's: every key that converters in the field read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from gonogo.formats.notes import Notes, Plain
from gonogo.formats.runscope.auth import write_auth
from gonogo.formats.runscope.ids import Ids
from gonogo.formats.runscope.values import lists, tell_lost

_WORDS = (
    "equal",
    "not_equal",
    "empty",
    "not_empty",
    "contains",
    "does_not_contain",
    "is_a_number",
    "equal_number",
    "is_less_than",
    "is_less_than_or_equal",
    "is_greater_than",
    "is_greater_than_or_equal",
    "has_key",
    "has_value",
    "is_null",
)
_SOURCES = (
    "response_status",
    "response_headers",
    "response_json",
    "response_xml",
    "response_text",
    "response_time",
    "response_size",
)
_TYPES = {"loop": "conditional-loop"}
_ANY = {"id", "type", "note", "skipped"}
_CARRIED = {
    "request": {
        *("method", "url", "headers", "params", "body", "json", "form", "auth", "multipart"),
        *("variables", "assertions", "before_scripts", "scripts"),
    },
    "pause": {"duration"},
    "condition": {"left_value", "comparison", "right_value", "steps"},
    "loop": {"left_value", "comparison", "right_value", "steps"},
    "inbound": {"variables", "assertions", "scripts"},
    "subtest": {
        *("test", "environment", "use_parent_environment", "params", "variables", "assertions"),
        *("before_scripts", "scripts"),
    },
}
_JUDGED = {"name", "source", "property", "comparison", "value"}


@dataclass(frozen=True, slots=True)
class Writing:
    """Where ids come from, where notes go, and who reads what is written."""

    ids: Ids
    notes: Notes
    every_type: bool = False
    """Steps of kinds that only we have are written too: for clients that read and write back."""


def write_steps(steps: list[Plain], path: tuple[str, ...], where: str, to: Writing) -> list[Plain]:
    """Steps in their order; `path` begins with the test's name, for the ids of steps without."""
    found = (
        write_step(step, (*path, str(number)), f"{where}, step {number}", to)
        for number, step in enumerate(steps, 1)
    )
    return [step for step in found if step is not None]


def write_step(step: Plain, path: tuple[str, ...], place: str, to: Writing) -> Plain | None:
    """One step with every key that clients read; what only we have stands in its `gonogo`."""
    kind = step.get("type", "request")
    if kind == "unsupported":  # as it came in
        content = step.get("content")
        held = dict(content) if isinstance(content, Mapping) else {}
        return {**held, **_any(step, path, to.ids), "step_type": step["kind"]}
    if kind not in _CARRIED and not to.every_type:
        to.notes.lost(place, f"the step of the type {kind}")
        return None
    written = _any(step, path, to.ids)
    if kind == "request":
        written |= _request(step)
    elif kind == "subtest":
        written |= _subtest(step, to.ids)
    elif kind == "inbound":
        written |= {key: list(_judged(step.get(key, ()))) for key in ("variables", "assertions")}
        written["scripts"] = list(step.get("scripts", ()))
    elif kind == "pause":
        written["duration"] = step["duration"]
    elif kind in ("condition", "loop"):
        written |= _asked(step)
    elif kind == "script":
        written["scripts"] = list(step["scripts"])
    if "steps" in step:
        written["steps"] = write_steps(step["steps"], path, place, to)
    return written | _ours(step, _ANY | _CARRIED.get(kind, {"steps", "scripts"}), place, to.notes)


def _ours(step: Plain, carried: set[str], place: str, notes: Notes) -> Plain:
    """What the format has no word for: told, and kept beside for whoever reads it back."""
    tell_lost(step, carried, place, notes)
    kept = {key: value for key, value in step.items() if key not in carried}
    for key in ("assertions", "variables"):
        if beside := [r for r in step.get(key, ()) if not _is_theirs(r)]:
            kept[key] = beside
            for record in beside:
                word = record.get("name", record.get("comparison", "equal"))
                notes.lost(place, f"{word} of {record['source']}")
    return {"gonogo": kept} if kept else {}


def _any(step: Plain, path: tuple[str, ...], ids: Ids) -> Plain:
    kind = step.get("type", "request")
    return {
        "id": step.get("id") or ids.step(*path),
        "step_type": _TYPES.get(kind, kind),
        "skipped": step.get("skipped", False),
        "note": step.get("note", ""),
    }


def _asked(step: Plain) -> Plain:
    return {
        "left_value": step["left_value"],
        "comparison": step.get("comparison", "equal"),
        "right_value": step.get("right_value"),
    }


def _subtest(step: Plain, ids: Ids) -> Plain:
    environment = step.get("environment")
    # The environment is one of the other test's own, or a shared one; stores know which.
    return {
        "test_uuid": ids.test(step["test"]),
        "environment_uuid": ids.environment(environment, step["test"]) if environment else "",
        "use_parent_environment": step.get("use_parent_environment", False),
        "params": [{"name": n, "value": v} for n, v in step.get("params", {}).items()],
        "variables": list(_judged(step.get("variables", ()))),
        "assertions": list(_judged(step.get("assertions", ()))),
        "scripts": list(step.get("scripts", ())),
        "before_scripts": list(step.get("before_scripts", ())),
    }


def _request(step: Plain) -> Plain:
    headers = lists(step.get("headers", {}))
    body = step.get("body") or ""
    if step.get("json") is not None:
        body = json.dumps(step["json"], ensure_ascii=False, separators=(",", ":"))
        if not any(name.lower() == "content-type" for name in headers):
            headers["Content-Type"] = ["application/json"]
    auth = write_auth(step.get("auth", {}))
    if auth.get("auth_type") == "bearer":
        headers["Authorization"] = [f"Bearer {auth['token']}"]
        auth = {}
    return {
        "method": step.get("method", "GET"),
        "url": _with_params(step["url"], step.get("params", {})),
        "args": {},
        "headers": headers,
        "auth": auth,
        "body": body,
        "form": lists(step.get("form", {})),
        "multipart_form": [dict(part) for part in step.get("multipart", ())],
        "assertions": list(_judged(step.get("assertions", ()))),
        "variables": list(_judged(step.get("variables", ()))),
        "scripts": list(step.get("scripts", ())),
        "before_scripts": list(step.get("before_scripts", ())),
    }


def _with_params(url: str, params: Mapping[str, Any]) -> str:
    """Converters read the URL and nothing beside it."""
    if not params:
        return url
    query = "&".join(
        f"{_quoted(name)}={_quoted(value)}"
        for name, values in lists(params).items()
        for value in values
    )
    before, hash, fragment = url.partition("#")
    return f"{before}{'&' if '?' in before else '?'}{query}{hash}{fragment}"


def _quoted(text: str) -> str:
    """As a form is encoded, but for what stands in a placeholder."""
    parts = re.split(r"(\{\{.*?\}\})", text)
    return "".join(p if i % 2 else quote_plus(p, errors="replace") for i, p in enumerate(parts))


def _is_theirs(record: Plain) -> bool:
    known = record["source"] in _SOURCES and record.get("comparison", "equal") in _WORDS
    return known and set(record) <= _JUDGED


def _judged(records: Any) -> Iterator[Plain]:
    """Those that the format can say, with every key: converters read them all."""
    for record in records:
        if _is_theirs(record):
            found = {"source": record["source"], "property": record.get("property") or ""}
            if "name" in record:
                yield {"name": record["name"], **found}
            else:
                word = record.get("comparison", "equal")
                yield {**found, "comparison": word, "value": record.get("value")}
