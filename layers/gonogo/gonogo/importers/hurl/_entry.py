"""A Hurl entry as a step, with a pause before it where it has a delay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gonogo.formats.fields import by_name, encoded_url, has, said
from gonogo.importers._contract import Notes, Plain
from gonogo.importers.hurl._asking import assertion, capture
from gonogo.importers.hurl._parsing import Entry

_KINDS = {"json": "application/json", "xml": "application/xml"}
_HANDLED = {
    "headers",
    "expected headers",
    "Query",
    "Form",
    "Multipart",
    "Cookies",
    "BasicAuth",
    "Options",
    "Captures",
    "Asserts",
}
_SILENT = {"verbose", "very-verbose", "compressed", "http1.1", "http2", "location"}


def steps(entry: Entry, where: str, notes: Notes) -> Iterator[Plain]:
    """The step of an entry."""
    options = dict(_pairs(entry, "Options"))
    if delay := _seconds(options.pop("delay", "")):
        notes.changed(where, f"the delay of {delay:g} s is a pause")
        yield {"type": "pause", "duration": max(delay, 1.0)}
    headers = _pairs(entry, "headers")
    cookies = [f"{name}={value}" for name, value in _pairs(entry, "Cookies")]
    if cookies:
        headers.append(("Cookie", "; ".join(cookies)))
    step: Plain = {
        "type": "request",
        "note": _title(entry),
        "method": entry.method,
        "url": encoded_url(entry.url),
        "params": by_name(_pairs(entry, "Query")),
        "form": by_name(_pairs(entry, "Form")),
        "multipart": _multipart(entry, where, notes),
        "body": _body(entry, headers, where, notes),
        "follow_redirects": options.get("location") == "true",
    }
    for name, password in _pairs(entry, "BasicAuth")[:1]:
        step["auth"] = {"type": "basic", "username": name, "password": password}
    step["headers"] = by_name(headers)
    _options(step, options, where, notes)
    captures = [capture(n, rest, where, notes) for n, rest in _pairs(entry, "Captures")]
    step["variables"] = [each for each in captures if each]
    step["assertions"] = list(_assertions(entry, where, notes))
    for section in sorted(set(entry.sections) - _HANDLED):
        notes.lost(where, f"the section [{section}]")
    yield said(step)


def _title(entry: Entry) -> str:
    path = re.sub(r"^(https?://[^/]*|\{\{[^{}]*\}\})", "", entry.url).partition("?")[0]
    return f"{entry.method} {path or '/'}"[:200]


def _pairs(entry: Entry, section: str) -> list[tuple[str, str]]:
    found = (line.partition(":") for line in entry.sections.get(section, ()))
    return [(name.strip(), _uncommented(value)) for name, _, value in found]


def _uncommented(value: str) -> str:
    return re.sub(r"\s+#(\s.*)?$", "", value).strip()


def _multipart(entry: Entry, where: str, notes: Notes) -> list[Plain]:
    parts = []
    for name, value in _pairs(entry, "Multipart"):
        if value.startswith("file,"):
            notes.lost(where, f"the file of the form field {name}")
        else:
            parts.append({"name": name, "value": value})
    return parts


def _body(entry: Entry, headers: list[tuple[str, str]], where: str, notes: Notes) -> str:
    if entry.body is None:
        return ""
    kind, content = entry.body
    if kind in ("file", "base64", "hex", "graphql"):
        notes.lost(where, f"a body of the kind {kind}")
        return ""
    if kind in _KINDS and not has(headers, "content-type"):
        headers.append(("Content-Type", _KINDS[kind]))
    return content


def _options(step: Plain, options: dict[str, str], where: str, notes: Notes) -> None:
    retry, interval = options.pop("retry", ""), options.pop("retry-interval", "1s")
    for name, value in options.items():
        if name == "skip" and value == "true":
            step["skipped"] = True
        elif name == "max-time":
            step["timeout"] = min(max(_seconds(value), 0.001), 120.0)
        elif name == "user":
            user, _, password = value.partition(":")
            step["auth"] = {"type": "basic", "username": user, "password": password}
        elif name == "insecure" and value == "true":
            notes.lost(where, "insecure; set `verify_tls: false` in an environment")
        elif name not in _SILENT and value != "false":
            notes.lost(where, f"the option {name}: {value}")
    if re.fullmatch(r"-?\d{1,6}", retry) and int(retry) != 0:
        times = 100 if int(retry) < 0 else min(int(retry) + 1, 100)
        step["retry"] = {"times": times, "interval": min(_seconds(interval), 60.0)}


def _seconds(written: str) -> float:
    """`500ms`, `2s`, `1m`; a bare number counts milliseconds."""
    found = re.fullmatch(r"(\d{1,9})(ms|s|m|h)?", written)
    scale = {"ms": 0.001, None: 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
    return int(found[1]) * scale[found[2]] if found else 0.0


def _assertions(entry: Entry, where: str, notes: Notes) -> Iterator[Plain]:
    if entry.status not in (None, "*"):
        yield {"source": "response_status", "value": int(entry.status or 0)}
    for name, value in _pairs(entry, "expected headers"):
        yield {"source": "response_headers", "property": name, "value": value}
    if entry.expected_body is not None:
        kind, content = entry.expected_body
        if kind == "text":
            yield {"source": "response_text", "value": content}
        else:
            notes.lost(where, f"the expected body ({kind}); assert its parts instead")
    for line in entry.sections.get("Asserts", ()):
        if made := assertion(_uncommented(line), where, notes):
            yield made
