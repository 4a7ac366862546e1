"""One `curl` command: what its options say."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

from gonogo.errors import Invalid
from gonogo.formats.fields import holds_credential
from gonogo.importers._contract import Notes, Plain

_SILENT = frozenset(
    (
        *("s", "S", "silent", "show-error", "v", "verbose", "i", "include", "f", "fail"),
        *("fail-with-body", "compressed", "g", "globoff", "N", "no-buffer", "progress-bar"),
        *("#", "http1.1", "http2", "http1.0", "http3", "http2-prior-knowledge"),
        *("fail-early", "no-progress-meter", "4", "6", "ipv4", "ipv6", "tlsv1", "tlsv1.0"),
        *("tlsv1.1", "tlsv1.2", "tlsv1.3", "tcp-nodelay", "no-keepalive", "path-as-is"),
        *("ssl-no-revoke", "Z", "parallel", "no-alpn", "O", "remote-name", "J"),
        *("remote-header-name", "j", "junk-session-cookies", "q", "disable", "anyauth"),
        *("basic", "styled-output", "no-sessionid", "tr-encoding", "raw"),
    )
)
"""Options that change nothing of what a test means."""
_SILENT_WITH_VALUE = frozenset(
    (
        *("o", "output", "w", "write-out", "retry", "retry-delay", "retry-max-time", "D"),
        *("dump-header", "c", "cookie-jar", "connect-timeout", "keepalive-time"),
        *("max-redirs", "tls-max", "trace", "trace-ascii", "stderr", "output-dir"),
        *("expect100-timeout",),
    )
)
_FLAGS = {
    **dict.fromkeys(("G", "get"), "get"),
    **dict.fromkeys(("I", "head"), "head"),
    **dict.fromkeys(("L", "location", "location-trusted"), "follow"),
    **dict.fromkeys(("k", "insecure"), "insecure"),
    "digest": "digest",
}
_UNHEARD_FLAGS = frozenset(("ntlm", "negotiate", "n", "netrc", "crlf", "a", "append"))


@dataclass
class Command:
    """What one command line says."""

    where: str
    notes: Notes
    method: str = ""
    urls: list[str] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    multipart: list[Plain] = field(default_factory=list)
    auth: dict[str, str] = field(default_factory=dict)
    aws: str = ""
    timeout: float | None = None
    json: bool = False
    flags: set[str] = field(default_factory=set)
    """Of `get`, `head`, `follow`, `insecure`, `digest`."""
    posts: bool = False
    """Whether it says a body, also one that is in a file and not here."""


def parse(words: list[str], where: str, notes: Notes) -> Command:
    """The command that the words after `curl` make."""
    command = Command(where, notes)
    waiting = list(reversed(words))
    while waiting:
        word = waiting.pop()
        if word == "--":
            continue
        if word.startswith("--"):
            _option(command, word[2:], waiting)
        elif word.startswith("-") and len(word) > 1:
            _letters(command, word[1:], waiting)
        else:
            command.urls.append(word)
    return command


def _letters(command: Command, letters: str, waiting: list[str]) -> None:
    """`-sXPOST`: letters without a value may stand together before one with a value."""
    for index, letter in enumerate(letters):
        if letter in _SILENT or letter in _FLAGS or letter in _UNHEARD_FLAGS:
            _option(command, letter, waiting)
            continue
        if rest := letters[index + 1 :]:
            waiting.append(rest)
        _option(command, letter, waiting)
        return


def _option(command: Command, name: str, waiting: list[str]) -> None:
    name, equals, inline = name.partition("=")
    if equals:
        waiting.append(inline)
    if name in _SILENT:
        return
    if name in _FLAGS:
        command.flags.add(_FLAGS[name])
    elif name in _SILENT_WITH_VALUE:
        _value(command, name, waiting)
    elif name in _VALUES:
        _VALUES[name](command, _value(command, name, waiting))
    else:
        command.notes.lost(command.where, f"the option {'-' * (1 + (len(name) > 1))}{name}")
        # An option that is not known here most often has a value; a URL after it is none.
        has_value = name not in _UNHEARD_FLAGS and not name.startswith("no-")
        if has_value and waiting and not re.match(r"-|https?://", waiting[-1]):
            waiting.pop()


def _value(command: Command, name: str, waiting: list[str]) -> str:
    if not waiting:
        raise Invalid(f"In {command.where} the option {name} has no value.")
    return waiting.pop()


def _header(command: Command, value: str) -> None:
    name, colon, rest = value.partition(":")
    if value.startswith("@"):
        command.notes.lost(command.where, f"headers from the file {value[1:]}")
    elif colon and rest.strip():
        command.headers.append((name.strip(), rest.strip()))
        if holds_credential(name):
            command.notes.check(command.where, f"the header {name.strip()} stands in the file")
    elif value.endswith(";"):
        command.headers.append((value[:-1].strip(), ""))


def _data(command: Command, value: str, *, files: bool = True) -> None:
    command.posts = True
    if files and value.startswith("@"):
        command.notes.lost(command.where, f"the body from the file {value[1:]}")
    else:
        command.data.append(value)


def _pair(command: Command, value: str, encode: Callable[[str], str]) -> str | None:
    """`name=content`, `=content` or `content`, the content encoded; None for what is in a file."""
    name, equals, content = value.partition("=")
    if not equals and "@" in value:
        command.notes.lost(command.where, f"what the file {value.partition('@')[2]} holds")
        return None
    return f"{name}={encode(content)}" if equals and name else encode(content or value)


def _encoded(command: Command, value: str) -> None:
    command.posts = True
    if (pair := _pair(command, value, quote_plus)) is not None:
        command.data.append(pair)


def _query(command: Command, value: str) -> None:
    if value.startswith("+"):  # as it stands
        command.queries.append(value[1:])
    elif (pair := _pair(command, value, quote)) is not None:
        command.queries.append(pair)


def _json(command: Command, value: str) -> None:
    command.json = True
    _data(command, value)


def _user(command: Command, value: str) -> None:
    name, _, password = value.partition(":")
    command.auth = {"type": "basic", "username": name, "password": password}
    if password and not password.startswith("{{"):
        command.notes.check(command.where, "the password stands in the file")


def _part(command: Command, value: str) -> None:
    """`name=content;type=…;filename=…`; what a file holds is not here."""
    command.posts = True
    name, _, content = value.partition("=")
    if content.startswith(("@", "<")):
        command.notes.lost(command.where, f"the file of the form field {name}")
        return
    content, *settings = re.split(r";(?=(?:type|filename|headers|encoder)=)", content)
    part: Plain = {"name": name, "value": content.removeprefix('"').removesuffix('"')}
    words = {"type": "content_type", "filename": "filename"}
    for setting in settings:
        key, _, said = setting.partition("=")
        if key in words:
            part[words[key]] = said.strip('"')
        else:
            command.notes.lost(command.where, f"{key} of the form field {name}")
    command.multipart.append(part)


def _text_part(command: Command, value: str) -> None:
    command.posts = True
    name, _, content = value.partition("=")
    command.multipart.append({"name": name, "value": content})


def _cookie(command: Command, value: str) -> None:
    if "=" in value:
        _header(command, f"Cookie: {value}")
    else:
        command.notes.lost(command.where, f"cookies from the file {value}")


def _seconds(command: Command, value: str) -> None:
    try:
        command.timeout = min(max(float(value), 0.001), 120.0)
    except ValueError:
        command.notes.lost(command.where, f"the time limit {value}")


def _method(command: Command, value: str) -> None:
    command.method = value.upper()


def _bearer(command: Command, value: str) -> None:
    command.auth = {"type": "bearer", "token": value}


def _aws(command: Command, value: str) -> None:
    command.aws = value


def _authority(command: Command, value: str) -> None:
    said = f"the authority in {value}; put its text into `authorities` of an environment"
    command.notes.lost(command.where, said)


def _certificate(command: Command, value: str) -> None:
    said = f"the certificate in {value}; say it as `auth` of the type client_certificate"
    command.notes.lost(command.where, said)


def _upload(command: Command, value: str) -> None:
    command.method = command.method or "PUT"
    command.notes.lost(command.where, f"the body from the file {value}")


_VALUES: dict[str, Callable[[Command, str], None]] = {
    **dict.fromkeys(("X", "request"), _method),
    **dict.fromkeys(("H", "header"), _header),
    **dict.fromkeys(("d", "data", "data-ascii", "data-binary"), _data),
    "data-raw": lambda command, value: _data(command, value, files=False),
    "data-urlencode": _encoded,
    "url-query": _query,
    "json": _json,
    **dict.fromkeys(("F", "form"), _part),
    "form-string": _text_part,
    **dict.fromkeys(("u", "user"), _user),
    "oauth2-bearer": _bearer,
    "aws-sigv4": _aws,
    **dict.fromkeys(("b", "cookie"), _cookie),
    **dict.fromkeys(("A", "user-agent"), lambda c, value: _header(c, f"User-Agent: {value}")),
    **dict.fromkeys(("e", "referer"), lambda c, value: _header(c, f"Referer: {value}")),
    **dict.fromkeys(("r", "range"), lambda c, value: _header(c, f"Range: bytes={value}")),
    **dict.fromkeys(("m", "max-time"), _seconds),
    **dict.fromkeys(("cacert", "capath"), _authority),
    **dict.fromkeys(("E", "cert", "key", "pass", "cert-type", "key-type"), _certificate),
    **dict.fromkeys(("T", "upload-file"), _upload),
    "url": lambda command, value: command.urls.append(value),
}
