"""One Postman request as a step."""

from __future__ import annotations

import json
import re
from typing import Any

from gonogo.formats.fields import by_name, encoded_url, has, said
from gonogo.formats.plain import listing, mapping, mappings, text
from gonogo.importers._contract import Plain
from gonogo.importers.postman import _auth
from gonogo.importers.postman._inherited import Inherited
from gonogo.importers.postman._variables import Values

_LANGUAGES = {
    "json": "application/json",
    "xml": "application/xml",
    "html": "text/html",
    "javascript": "application/javascript",
}
_BODYLESS = {"GET", "COPY", "HEAD", "PURGE", "UNLOCK"}
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_PATH_VARIABLE = re.compile(r"(?<=/):([A-Za-z0-9_.-]+)(?=[/?#]|$)")
Pairs = list[tuple[str, str]]


def step(
    item: dict[str, Any], name: str, where: str, inherited: Inherited, values: Values
) -> Plain | None:
    """The step, or None where there is nothing to send."""
    raw = item.get("request")
    request = {"url": raw} if isinstance(raw, str) else mapping(raw)
    url = _url(request.get("url"), where, values)
    if not url:
        values.notes.lost(where, "a request without a URL")
        return None
    behaviour = mapping(item.get("protocolProfileBehavior"))
    method = (text(request.get("method")) or "GET").strip().upper()
    headers = _headers(request.get("header"), where, values)
    found: Plain = {"note": name, "method": method, "url": url}
    pruned = method in _BODYLESS and behaviour.get("disableBodyPruning") is not True
    if request.get("body") and not pruned:
        found |= _body(mapping(request["body"]), headers, where, values)
    auth = _auth.convert(inherited.auth, where, values)
    found["url"] = _with_query(url, auth.query)
    if _has_authorization(auth) and has(headers, "authorization"):
        values.notes.changed(where, "the auth replaces the header Authorization, as Postman does")
        headers = [line for line in headers if line[0].lower() != "authorization"]
    found["headers"] = by_name([*headers, *auth.headers])
    found["auth"] = auth.settings
    found["before_scripts"] = list(inherited.before)
    found["scripts"] = list(inherited.after)
    if behaviour.get("followRedirects") is False:
        found["follow_redirects"] = False
    if behaviour.get("strictSSL") is False:
        values.notes.lost(where, "strictSSL: false; `verify_tls` of an environment is the same")
    for key in ("proxy", "certificate"):
        if request.get(key):
            values.notes.lost(where, key)
    return said({"type": "request", **found})


def _has_authorization(auth: _auth.Auth) -> bool:
    named = any(name.lower() == "authorization" for name, _ in auth.headers)
    return named or (bool(auth.settings) and auth.settings.get("signature_type") != "query")


def _with_query(url: str, pairs: Pairs) -> str:
    before, hash, fragment = url.partition("#")
    for name, value in pairs:
        before += f"{'&' if '?' in before else '?'}{encoded_url(name)}={encoded_url(value)}"
    return f"{before}{hash}{fragment}"


def _url(raw: object, where: str, values: Values) -> str:
    parts = mapping(raw)
    written = _assembled(parts) if parts.get("host") else text(parts.get("raw", raw))
    written = written.strip()
    if not written:
        return ""
    given = {
        text(entry.get("key") or entry.get("id")): entry
        for entry in mappings(parts.get("variable"))
    }

    def path_value(found: re.Match[str]) -> str:
        entry = given.get(found.group(1))
        if entry is None:
            return found.group()
        return text(entry.get("value")) or f"{{{{{found.group(1)}}}}}"

    written = values.fill(_PATH_VARIABLE.sub(path_value, written), where)
    return encoded_url(_with_scheme(written, values))


def _assembled(parts: dict[str, Any]) -> str:
    """Postman sends what the parts say, whatever `raw` is."""
    protocol = text(parts.get("protocol"))
    url = f"{protocol}://" if protocol else ""
    url += _joined(parts.get("host"), ".")
    if parts.get("port"):
        url += f":{text(parts['port'])}"
    if parts.get("path"):
        url += "/" + _joined(parts["path"], "/").removeprefix("/")
    query = [
        _inside(entry.get("key"))
        + ("" if entry.get("value") is None else f"={_inside(entry['value'])}")
        for entry in mappings(parts.get("query"))
        if entry.get("disabled") is not True
    ]
    url += f"?{'&'.join(query)}" if query else ""
    return url + (f"#{text(parts['hash'])}" if parts.get("hash") else "")


def _inside(raw: object) -> str:
    """A parameter's name or value: what would end it is encoded, as Postman does."""
    parts = re.split(r"(\{\{[^{}]*\}\})", text(raw))
    return "".join(
        part if index % 2 else part.replace("&", "%26").replace("#", "%23")
        for index, part in enumerate(parts)
    )


def _joined(raw: object, by: str) -> str:
    if not isinstance(raw, list):
        return text(raw)
    return by.join(text(mapping(part).get("value", part)) for part in listing(raw))


def _with_scheme(url: str, values: Values) -> str:
    """Postman puts http:// before a URL without one; a variable may hold the scheme."""
    if _SCHEME.match(url):
        return url
    if not url.startswith("{{"):
        return f"http://{url}"
    held = values.known.get(url[2:].partition("}}")[0])
    return url if not held or held.startswith("{{") or _SCHEME.match(held) else f"http://{url}"


def _headers(raw: object, where: str, values: Values) -> Pairs:
    if isinstance(raw, str):  # v2.0 also writes them as lines
        lines = (line.partition(":") for line in raw.splitlines() if ":" in line)
        found = [(name.strip(), value.strip()) for name, _, value in lines]
    else:
        found = [
            (text(entry.get("key")).strip(), text(entry.get("value")))
            for entry in mappings(raw)
            if entry.get("disabled") is not True and text(entry.get("key")).strip()
        ]
    return [(values.fill(name, where), values.fill(value, where)) for name, value in found]


def _body(body: dict[str, Any], headers: Pairs, where: str, values: Values) -> Plain:
    mode = text(body.get("mode"))
    if body.get("disabled") is True or not mode:
        return {}
    if mode == "urlencoded":
        return {"form": by_name(_pairs(body.get(mode), where, values))}
    if mode == "formdata":
        return {"multipart": _multipart(body.get(mode), where, values)}
    if mode == "raw":
        language = text(mapping(mapping(body.get("options")).get("raw")).get("language"))
        content = values.fill(body.get("raw"), where)
        kind = _LANGUAGES.get(language, "text/plain")
    elif mode == "graphql":
        content, kind = values.fill(_graphql(body.get(mode)), where), "application/json"
    else:
        values.notes.lost(where, f"a body of the kind {mode}")
        return {}
    if content and not has(headers, "content-type"):
        headers.append(("Content-Type", kind))
    return {"body": content}


def _graphql(raw: object) -> str:
    asked = mapping(raw)
    sent: Plain = {"query": text(asked.get("query"))}
    if text(asked.get("operationName")):
        sent["operationName"] = text(asked["operationName"])
    variables = asked.get("variables")
    if variables and not isinstance(variables, str):
        sent["variables"] = variables
    written = json.dumps(sent, ensure_ascii=False, separators=(",", ":"))
    if isinstance(variables, str) and variables.strip():
        # Put in as it stands, for there may be placeholders outside quotes.
        written = f'{written[:-1]},"variables":{variables}}}'
    return written


def _pairs(raw: object, where: str, values: Values) -> Pairs:
    return [
        (values.fill(entry.get("key"), where), values.fill(entry.get("value"), where))
        for entry in mappings(raw)
        if entry.get("disabled") is not True
    ]


def _multipart(raw: object, where: str, values: Values) -> list[Plain]:
    parts = []
    for entry in mappings(raw):
        if entry.get("disabled") is True:
            continue
        part = {"name": values.fill(entry.get("key"), where)}
        if entry.get("type") == "file":
            values.notes.lost(where, f"the file of the form field {part['name']}")
            continue
        part["value"] = values.fill(entry.get("value"), where)
        if text(entry.get("contentType")):
            part["content_type"] = text(entry["contentType"])
        parts.append(part)
    return parts
