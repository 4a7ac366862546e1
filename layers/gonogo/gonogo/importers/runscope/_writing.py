"""Our definitions as Runscope exports: every key that converters in the field read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote_plus
from uuid import NAMESPACE_URL, uuid5

from gonogo.importers._contract import Exported, Notes, Plain

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
_CARRIED = {
    "request": {
        "id",
        "type",
        "note",
        "skipped",
        "method",
        "url",
        "headers",
        "params",
        "body",
        "json",
        "form",
        "auth",
        "variables",
        "assertions",
        "before_scripts",
        "scripts",
    },
    "pause": {"id", "type", "note", "skipped", "duration"},
    "condition": {
        "id",
        "type",
        "note",
        "skipped",
        "left_value",
        "comparison",
        "right_value",
        "steps",
    },
}
_CARRIED["subtest"] = {
    *("id", "type", "note", "skipped", "test", "environment", "use_parent_environment"),
    *("params", "variables", "assertions"),
}
_CARRIED["loop"] = _CARRIED["condition"]
_ENVIRONMENT = {
    "name",
    "parent",
    "variables",
    "headers",
    "auth",
    "webhooks",
    "preserve_cookies",
    "stop_on_failure",
    "verify_tls",
    "script",
    "pre_request_scripts",
    "post_response_scripts",
    "locations",
}


def write(document: Mapping[str, Any]) -> Exported:
    """One test as an object, several as an array."""
    notes = Notes()
    shared = list(document.get("environments", ()))
    tests = [_test(test, shared, notes) for test in document.get("tests", ())]
    for suite in document.get("suites", ()):
        notes.lost(suite["name"], "the suite; the format has tests only")
    written: Any = tests[0] if len(tests) == 1 else tests
    return Exported(json.dumps(written, ensure_ascii=False, indent=2) + "\n", notes)


def _id(*path: str) -> str:
    """The same at every export, so that two of them can be compared."""
    return str(uuid5(NAMESPACE_URL, "gonogo:" + "\0".join(path)))


def _test(test: Plain, shared: list[Plain], notes: Notes) -> Plain:
    name = test["name"]
    own = [_environment(e, _id("test", name), name, notes) for e in test.get("environments", ())]
    environments = own + [_environment(e, None, "shared", notes) for e in shared]
    chosen = test.get("environment")
    default = next((e["id"] for e in environments if e["name"] == chosen), None)
    if test.get("tags"):
        notes.lost(name, f"the tags {', '.join(test['tags'])}")
    return {
        "id": _id("test", name),
        "name": name,
        "version": "1.0",
        "exported_at": 0,
        "description": test.get("description") or None,
        # Converters insist on the key; whoever takes the test in gives it its own.
        "trigger_url": f"https://api.runscope.com/radar/{_id('trigger', name)}/trigger",
        "default_environment_id": default or (environments[0]["id"] if environments else None),
        "environments": environments,
        "schedules": [],
        "steps": list(_steps(test["steps"], (name,), name, notes)),
    }


def _environment(e: Plain, test_id: str | None, where: str, notes: Notes) -> Plain:
    place = f"{where}, environment {e['name']}"
    _tell_lost(e, _ENVIRONMENT, place, notes)
    parent = e.get("parent")
    return {
        "id": _id("environment", test_id or "", e["name"]),
        "name": e["name"],
        "test_id": test_id,
        "parent_environment_id": _id("environment", "", parent) if parent else None,
        "initial_variables": dict(e.get("variables", {})),
        "script": e.get("script") or None,
        "script_library": [],
        "preserve_cookies": e.get("preserve_cookies", False),
        "stop_on_failure": e.get("stop_on_failure", False),
        "retry_on_failure": False,
        "verify_ssl": e.get("verify_tls", True),
        "regions": list(e.get("locations", ())) or ["us1"],
        "remote_agents": [],
        "webhooks": list(e.get("webhooks", ())),
        "integrations": [],
        "emails": {},
        "headers": _lists(e.get("headers", {})),
        "auth": _auth(e.get("auth", {})),
        "client_certificate": None,
        "version": "1.0",
        "exported_at": 0,
        "http_version_support": "http/1.1",
        "force_h2c": False,
        "pre_request_scripts": list(e.get("pre_request_scripts", ())),
        "post_response_scripts": list(e.get("post_response_scripts", ())),
    }


def _tell_lost(record: Plain, carried: set[str], place: str, notes: Notes) -> None:
    for key in sorted(set(record) - carried):
        notes.lost(place, f"`{key}`")


def _steps(steps: list[Plain], path: tuple[str, ...], where: str, notes: Notes) -> Iterator[Plain]:
    for number, step in enumerate(steps, 1):
        place = f"{where}, step {number}"
        here = (*path, str(number))
        kind = step.get("type", "request")
        if kind == "unsupported":  # as it came in
            content = step.get("content")
            held = dict(content) if isinstance(content, Mapping) else {}
            yield {**held, **_any(step, here), "step_type": step["kind"]}
            continue
        if kind not in _CARRIED:
            notes.lost(place, f"the step of the type {kind}")
            continue
        _tell_lost(step, _CARRIED[kind], place, notes)
        if kind == "request":
            yield _any(step, here) | _request(step, place, notes)
        elif kind == "subtest":
            yield _any(step, here) | _subtest(step, place, notes)
        elif kind == "pause":
            yield _any(step, here) | {"duration": step["duration"]}
        else:
            yield _any(step, here) | {
                "left_value": step["left_value"],
                "comparison": step.get("comparison", "equal"),
                "right_value": step.get("right_value"),
                "steps": list(_steps(step.get("steps", []), here, place, notes)),
            }


def _any(step: Plain, path: tuple[str, ...]) -> Plain:
    kind = step.get("type", "request")
    return {
        "id": step.get("id") or _id("step", *path),
        "step_type": _TYPES.get(kind, kind),
        "skipped": step.get("skipped", False),
        "note": step.get("note", ""),
    }


def _subtest(step: Plain, place: str, notes: Notes) -> Plain:
    if step.get("environment"):
        notes.lost(place, f"the subtest's environment {step['environment']}")
    return {
        "test_uuid": _id("test", step["test"]),
        "environment_uuid": "",
        "use_parent_environment": step.get("use_parent_environment", False),
        "params": [{"name": n, "value": v} for n, v in step.get("params", {}).items()],
        "variables": list(_judged(step.get("variables", ()), place, notes)),
        "assertions": list(_judged(step.get("assertions", ()), place, notes)),
        "scripts": [],
        "before_scripts": [],
    }


def _request(step: Plain, place: str, notes: Notes) -> Plain:
    headers = _lists(step.get("headers", {}))
    body = step.get("body") or ""
    if step.get("json") is not None:
        body = json.dumps(step["json"], ensure_ascii=False, separators=(",", ":"))
        if not any(name.lower() == "content-type" for name in headers):
            headers["Content-Type"] = ["application/json"]
    auth = _auth(step.get("auth", {}))
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
        "form": _lists(step.get("form", {})),
        "multipart_form": [],
        "assertions": list(_judged(step.get("assertions", ()), place, notes)),
        "variables": list(_judged(step.get("variables", ()), place, notes)),
        "scripts": list(step.get("scripts", ())),
        "before_scripts": list(step.get("before_scripts", ())),
    }


def _with_params(url: str, params: Mapping[str, Any]) -> str:
    """Converters read the URL and nothing beside it."""
    if not params:
        return url
    query = "&".join(
        f"{_quoted(name)}={_quoted(value)}"
        for name, values in _lists(params).items()
        for value in values
    )
    before, hash, fragment = url.partition("#")
    return f"{before}{'&' if '?' in before else '?'}{query}{hash}{fragment}"


def _quoted(text: str) -> str:
    """As a form is encoded, but for what stands in a placeholder."""
    parts = re.split(r"(\{\{.*?\}\})", text)
    return "".join(p if i % 2 else quote_plus(p, errors="replace") for i, p in enumerate(parts))


def _judged(records: Any, place: str, notes: Notes) -> Iterator[Plain]:
    for record in records:
        word = record.get("comparison", "equal")
        if record["source"] not in _SOURCES or word not in _WORDS:
            notes.lost(place, f"{record.get('name', word)} of {record['source']}")
            continue
        _tell_lost(record, {"name", "source", "property", "comparison", "value"}, place, notes)
        # Every key is there: converters read them all.
        found = {"source": record["source"], "property": record.get("property") or ""}
        if "name" in record:
            yield {"name": record["name"], **found}
        else:
            yield {**found, "comparison": word, "value": record.get("value")}


def _auth(auth: Mapping[str, Any]) -> Plain:
    """Their word for the kind."""
    settings = dict(auth)
    kind = settings.pop("type", settings.pop("auth_type", ""))
    return {"auth_type": kind, **settings} if kind and kind != "none" else {}


def _lists(by_name: Mapping[str, Any]) -> dict[str, list[str]]:
    return {
        name: [_text(v) for v in (values if isinstance(values, list) else [values])]
        for name, values in by_name.items()
    }


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)
