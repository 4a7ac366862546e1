"""Where an API lives: scheme and base path, the host as a variable."""

from __future__ import annotations

import re
from typing import Any

from gonogo.formats.plain import listing, mapping, mappings, text
from gonogo.importers._contract import Notes
from gonogo.importers.openapi._variables import Variables

DEFAULT_HOST = "yourapihere.com"
_URL = re.compile(r"(?:(?P<scheme>[a-z][a-z0-9+.-]*):)?//(?P<host>[^/?#]+)(?P<path>[^?#]*)", re.I)


def place(root: dict[str, Any], swagger: bool, variables: Variables, notes: Notes) -> str:
    """`https://{{host}}/base`, with the host's value among the variables."""
    if swagger:
        schemes = [text(each) for each in listing(root.get("schemes"))]
        scheme = "http" if "http" in schemes and "https" not in schemes else "https"
        host, path = text(root.get("host")), text(root.get("basePath"))
    else:
        servers = mappings(root.get("servers"))
        for other in servers[1:]:
            notes.changed("servers", f"{text(other.get('url'))[:200]}: the first server is used")
        scheme, host, path = _server(servers[0] if servers else {})
    if not host:
        notes.check("the document", f"it names no host; {{{{host}}}} is {DEFAULT_HOST}")
    variables.values["host"] = host or DEFAULT_HOST
    return f"{scheme}://{{{{host}}}}/{path.strip('/')}".rstrip("/")


def _server(server: dict[str, Any]) -> tuple[str, str, str]:
    defaults = mapping(server.get("variables"))

    def value(found: re.Match[str]) -> str:
        return text(mapping(defaults.get(found.group(1))).get("default", found.group(1)))

    url = re.sub(r"\{([^{}]{1,100})\}", value, text(server.get("url")))
    parts = _URL.match(url)
    if parts is None:
        return "https", "", url if url.startswith("/") else ""
    scheme = (parts["scheme"] or "https").lower()
    return scheme if scheme in ("http", "https") else "https", parts["host"], parts["path"]
