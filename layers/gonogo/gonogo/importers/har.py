"""HAR 1.1 and 1.2: the requests that a browser or a proxy recorded."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from gonogo.errors import Invalid
from gonogo.formats.fields import by_name, encoded_url, holds_credential, said
from gonogo.formats.placeholders import names_in
from gonogo.formats.plain import mapping, mappings, text
from gonogo.importers._contract import Imported, Importer, Notes, Options, Plain, Source
from gonogo.importers._draft.layout import Group, arrange
from gonogo.importers._draft.reading import read_json

_OF_THE_CONNECTION = frozenset(
    {"host", "connection", "content-length", "accept-encoding", "proxy-connection"}
    | {"transfer-encoding", "te", "upgrade", "keep-alive", "http2-settings"}
)
"""What whoever sends the request must say itself."""
_FORM = "application/x-www-form-urlencoded"


def read(source: Source, options: Options) -> Imported:
    """Entries in their order, each asserted to answer with the status that was recorded."""
    log = mapping(mapping(read_json(source)).get("log"))
    if not isinstance(log.get("entries"), list):
        raise Invalid(f"{source.name} is no HAR file: it has no `log.entries`.")
    notes = Notes()
    titles = {text(page.get("id")): text(page.get("title")) for page in mappings(log.get("pages"))}
    root = Group("Recording")
    groups: dict[str, Group] = {}
    for number, entry in enumerate(mappings(log["entries"]), 1):
        step = _step(entry, f"entry {number}", notes)
        if step is None:
            continue
        page = text(entry.get("pageref"))
        if page not in groups:
            groups[page] = Group(titles.get(page) or page) if page else root
            if page:
                root.add(groups[page])
        groups[page].add(step)
    return Imported(arrange(root, options.per or "group", notes), notes)


def _step(entry: dict[str, Any], where: str, notes: Notes) -> Plain | None:
    request, response = mapping(entry.get("request")), mapping(entry.get("response"))
    method, url = text(request.get("method")).upper() or "GET", text(request.get("url"))
    place = f"{where} ({method} {url[:80]})"
    if not url.lower().startswith(("http://", "https://")) or method == "CONNECT":
        notes.lost(place, "the request; only HTTP can be sent")
        return None
    status = response.get("status")
    headers = _headers(request, place, notes)
    if any(name.lower() == "upgrade-insecure-requests" for name, _ in headers):
        headers = [pair for pair in headers if pair[0].lower() != "upgrade-insecure-requests"]
    step: Plain = {
        "type": "request",
        "note": f"{method} {urlsplit(_parsable(url)).path or '/'}"[:200],
        "method": method,
        "url": encoded_url(url.partition("#")[0]),
        "headers": by_name(headers),
        **_body(mapping(request.get("postData")), place, notes),
    }
    _read_as_variables(step, place, notes)
    if isinstance(status, int) and 100 <= status <= 599:
        step["assertions"] = [{"source": "response_status", "value": status}]
        if 300 <= status < 400:
            step["follow_redirects"] = False  # where it leads is an entry of its own
    else:
        notes.check(place, "it was never answered, so nothing is asserted")
    return said(step)


def _parsable(url: str) -> str:
    """Brackets that are no IPv6 address make the reader of URLs stumble."""
    return url if "[" not in url and "]" not in url else url.replace("[", "").replace("]", "")


def _headers(request: dict[str, Any], place: str, notes: Notes) -> list[tuple[str, str]]:
    found = []
    for header in mappings(request.get("headers")):
        name = text(header.get("name")).strip()
        if not name or name.startswith(":") or name.lower() in _OF_THE_CONNECTION:
            continue
        found.append((name, text(header.get("value"))))
        if holds_credential(name):
            notes.check(place, f"the header {name} stands in the file, and may have expired")
    return found


def _body(posted: dict[str, Any], place: str, notes: Notes) -> Plain:
    kind = text(posted.get("mimeType")).partition(";")[0].strip().lower()
    params = mappings(posted.get("params"))
    content = text(posted.get("text"))
    if kind == "multipart/form-data" and params:
        parts = []
        for param in params:
            name = text(param.get("name"))
            if param.get("fileName"):
                notes.lost(place, f"the file of the form field {name}")
            else:
                parts.append({"name": name, "value": text(param.get("value"))})
        return {"multipart": parts}
    if content:
        if text(posted.get("encoding")) == "base64" or text(posted.get("_encoding")) == "base64":
            return {"body_base64": content}
        return {"body": content}
    if kind == _FORM and params:
        pairs = [(text(param.get("name")), text(param.get("value"))) for param in params]
        return {"form": by_name(pairs)}
    return {}


def _read_as_variables(step: Plain, place: str, notes: Notes) -> None:
    for name in names_in(f"{step['url']} {step.get('body', '')}"):
        notes.check(place, f"{{{{{name}}}}} stands in the recording and is read as a variable")


IMPORTER = Importer(title="HAR 1.1, 1.2", read=read)
