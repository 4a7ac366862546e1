"""Reads a URL into what a connection needs, refusing early, with a message, what cannot be meant.

This check is for people: safety comes from the address policy at the moment of connecting.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from ipaddress import IPv6Address
from urllib.parse import quote

import idna

from gonogo.egress.policy import AddressPolicy
from gonogo.errors import BadRequest, Blocked

MAX_URL = 8192
_SHAPE = re.compile(r"(https?)://([^/?#]*)([^#]*)", re.IGNORECASE)
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\\]")
_HOST = re.compile(r"(?!.*\.\.)[a-z0-9_-][a-z0-9._-]{0,253}")
_PLAIN_PATH = re.compile(r"[A-Za-z0-9!$%&'()*+,/:;=?@\[\]~._-]*")
_SAFE = "!$%&'()*+,/:;=?@[]~"
DEFAULT_PORTS = {"http": 80, "https": 443}

_LOOPBACK_NAMES = re.compile(r"(.*\.)?localhost|(.*\.)?localdomain")
# Never of use to a test, whatever the mode.
_SERVICE_NAMES = re.compile(
    r"metadata|metadata\.google\.internal|instance-data(\..*)?|sandbox|sandbox\.localdomain"
)
# A private network may well use these; the address decides there.
_PRIVATE_NAMES = re.compile(r".*\.internal|.*\.local|kubernetes(\.default.*)?")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes. `host` is ASCII, without brackets; `authority` is for `Host`."""

    scheme: str
    host: str
    port: int
    authority: str
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what a secret is bound to."""
        return self.scheme, self.host.rstrip("."), self.port

    @property
    def url(self) -> str:
        """The URL as it is requested."""
        return f"{self.scheme}://{self.authority}{self.path}"


def target_of(url: str, policy: AddressPolicy) -> Target:
    """Read `url`; raises `BadRequest` for a form that is none, `Blocked` for a reserved name."""
    if len(url) > MAX_URL:
        raise BadRequest(f"The URL has {len(url)} characters; {MAX_URL} is the limit.")
    if _FORBIDDEN.search(url):
        raise BadRequest(
            "The URL holds a space, a control character or a backslash; percent-encode it."
        )
    shape = _SHAPE.match(url)
    if shape is None:
        raise BadRequest("The URL does not begin with http:// or https:// and a host.")
    scheme, authority, path = shape[1].lower(), shape[2], shape[3]
    if "@" in authority:
        raise BadRequest("The URL holds a user name; send an Authorization header instead.")
    host, port = _host_and_port(authority, DEFAULT_PORTS[scheme])
    refuse_reserved_name(host, policy)
    if (host.rstrip("."), port) in policy.own:
        raise Blocked(
            f"{host} is the deployment that runs this test, and calling it could go on for ever.",
            rule="own-host",
        )
    if not _PLAIN_PATH.fullmatch(path):
        path = quote(path, safe=_SAFE)
    if not path.startswith("/"):
        path = "/" + path
    shown = f"[{host}]" if ":" in host else host
    if port != DEFAULT_PORTS[scheme]:
        shown = f"{shown}:{port}"
    return Target(scheme, host, port, shown, path)


def refuse_reserved_name(host: str, policy: AddressPolicy) -> None:
    """Refuse names that mean the machine itself or a service beside it."""
    name = host.rstrip(".")
    refused = (
        bool(_SERVICE_NAMES.fullmatch(name))
        or (policy.runtime_host == name and ":" not in name and not name[-1:].isdecimal())
        or (policy.mode != "local" and bool(_LOOPBACK_NAMES.fullmatch(name)))
        or (policy.mode == "public" and bool(_PRIVATE_NAMES.fullmatch(name)))
    )
    if refused:
        raise Blocked(
            f"{name} is a reserved name, and this deployment may not call it.",
            rule="reserved-name",
        )


def _host_and_port(authority: str, default: int) -> tuple[str, int]:
    if authority.startswith("["):
        literal, bracket, rest = authority[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise BadRequest("The URL's IPv6 address does not end with a bracket.")
        return _ipv6(literal), _port(rest[1:], default)
    host, _, port = authority.partition(":")
    return _name(host), _port(port, default)


def _port(text: str, default: int) -> int:
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= 5 and 0 < int(text) <= 65535):
        raise BadRequest("The URL's port is not a number from 1 to 65535.")
    return int(text)


def _ipv6(literal: str) -> str:
    if "%" in literal:
        raise BadRequest("The URL's IPv6 address holds a zone, which is not accepted.")
    try:
        return IPv6Address(literal).compressed
    except ValueError:
        raise BadRequest("The URL's host in brackets is no IPv6 address.") from None


def _name(host: str) -> str:
    name = host.lower()
    if not name.isascii():
        try:
            name = idna.encode(unicodedata.normalize("NFKC", name), uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            raise BadRequest("The URL's host is no valid international name.") from None
    if not _HOST.fullmatch(name) or max(map(len, name.split("."))) > 63:
        raise BadRequest("The URL has no valid host.")
    return name
