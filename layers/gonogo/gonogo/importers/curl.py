"""`curl` command lines: what each would send becomes a step."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field

from gonogo.errors import Invalid
from gonogo.formats.fields import by_name, encoded_url, has, holds_credential, said
from gonogo.importers._contract import Imported, Importer, Notes, Options, Plain, Source
from gonogo.importers._draft.layout import Group, arrange

_CONTINUED = re.compile(r"\\\r?\n|\^\r?\n|`\r?\n")
_ENDS = {";", "&&", "||", "|", "&"}
_SILENT = frozenset(
    {
        "s",
        "S",
        "silent",
        "show-error",
        "v",
        "verbose",
        "i",
        "include",
        "f",
        "fail",
        "fail-with-body",
        "compressed",
        "g",
        "globoff",
        "N",
        "no-buffer",
        "progress-bar",
        "#",
        "http1.1",
        "http2",
        "http1.0",
        "fail-early",
        "no-progress-meter",
        "4",
        "6",
        "ipv4",
        "ipv6",
    }
)
"""Options that change nothing of what a test means."""
_SILENT_WITH_VALUE = frozenset({"o", "output", "w", "write-out", "retry", "D", "dump-header"})
_FLAGS = frozenset(
    {
        "G",
        "get",
        "I",
        "head",
        "k",
        "insecure",
        "L",
        "location",
        "O",
        "remote-name",
        "J",
        "j",
        "q",
        "n",
        "anyauth",
        "digest",
    }
)


@dataclass
class _Command:
    """What one command line says."""

    where: str
    notes: Notes
    method: str = ""
    urls: list[str] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    multipart: list[Plain] = field(default_factory=list)
    auth: dict[str, str] = field(default_factory=dict)
    timeout: float | None = None
    json: bool = False
    get: bool = False
    head: bool = False
    follow: bool = False
    digest: bool = False


def read(source: Source, options: Options) -> Imported:
    """Every `curl …` of the text, as one test unless chosen otherwise."""
    notes = Notes()
    root = Group("curl")
    for number, words in enumerate(_commands(source), 1):
        command = _parse(words, f"command {number}", notes)
        for url in command.urls:
            root.add(_step(command, url))
        if not command.urls:
            notes.lost(command.where, "a command without a URL")
    return Imported(arrange(root, options.per or "all", notes), notes)


def _commands(source: Source) -> list[list[str]]:
    """The words of each command, without what stands before and after it."""
    text = _CONTINUED.sub(" ", source.text).replace("$'", "'")
    lexer = shlex.shlex(text, posix=True, punctuation_chars=";&|\n")
    lexer.whitespace, lexer.whitespace_split = " \t\r", True
    lexer.commenters = ""
    found: list[list[str]] = []
    current: list[str] | None = None
    try:
        for word in lexer:
            if word.strip("\n") in _ENDS or not word.strip("\n;&|"):
                current = None
            elif word.rpartition("/")[2] in ("curl", "curl.exe") and current is None:
                current = []
                found.append(current)
            elif current is not None:
                current.append(word)
    except ValueError as error:
        raise Invalid(f"{source.name} cannot be read as a command line: {error}.") from None
    if not found:
        raise Invalid(f"{source.name} holds no `curl` command.")
    return found


def _parse(words: list[str], where: str, notes: Notes) -> _Command:
    command = _Command(where, notes)
    waiting = list(reversed(words))
    while waiting:
        word = waiting.pop()
        if word.startswith("--") and len(word) > 2:
            _option(command, word[2:], waiting)
        elif word.startswith("-") and len(word) > 1:
            _letters(command, word[1:], waiting)
        else:
            command.urls.append(word)
    return command


def _letters(command: _Command, letters: str, waiting: list[str]) -> None:
    """`-sXPOST`: letters without a value may stand together before one with a value."""
    for index, letter in enumerate(letters):
        if letter in _SILENT or letter in _FLAGS:
            _option(command, letter, waiting)
            continue
        if rest := letters[index + 1 :]:
            waiting.append(rest)
        _option(command, letter, waiting)
        return


def _option(command: _Command, name: str, waiting: list[str]) -> None:
    name, equals, inline = name.partition("=")
    if equals:
        waiting.append(inline)
    if name in _SILENT:
        return
    if name in _FLAGS:
        _flag(command, name)
    elif name in _SILENT_WITH_VALUE:
        _value(command, name, waiting)
    elif name in _VALUES:
        _VALUES[name](command, _value(command, name, waiting))
    else:
        command.notes.lost(command.where, f"the option {'-' * (1 + (len(name) > 1))}{name}")
        # An option that is not known here most often has a value; a URL after it is none.
        if waiting and not re.match(r"-|https?://", waiting[-1]):
            waiting.pop()


def _value(command: _Command, name: str, waiting: list[str]) -> str:
    if not waiting:
        raise Invalid(f"In {command.where} the option {name} has no value.")
    return waiting.pop()


def _flag(command: _Command, name: str) -> None:
    if name in ("G", "get"):
        command.get = True
    elif name in ("I", "head"):
        command.head = True
    elif name in ("L", "location"):
        command.follow = True
    elif name in ("k", "insecure"):
        said = "-k; set `verify_tls: false` in an environment"
        command.notes.lost(command.where, said)
    elif name == "digest":
        command.digest = True


def _header(command: _Command, value: str) -> None:
    name, colon, rest = value.partition(":")
    if value.startswith("@"):
        command.notes.lost(command.where, f"headers from the file {value[1:]}")
    elif colon and rest.strip():
        command.headers.append((name.strip(), rest.strip()))
        if holds_credential(name):
            command.notes.check(command.where, f"the header {name.strip()} stands in the file")
    elif value.endswith(";"):
        command.headers.append((value[:-1].strip(), ""))


def _data(command: _Command, value: str, *, files: bool = True) -> None:
    if files and value.startswith("@"):
        command.notes.lost(command.where, f"the body from the file {value[1:]}")
    else:
        command.data.append(value)


def _encoded(command: _Command, value: str) -> None:
    from urllib.parse import quote_plus

    name, equals, content = value.partition("=")
    if not equals and "@" in value:
        command.notes.lost(command.where, f"the body from the file {value.partition('@')[2]}")
        return
    joined = f"{name}={quote_plus(content)}" if equals and name else quote_plus(content or value)
    command.data.append(joined)


def _json(command: _Command, value: str) -> None:
    command.json = True
    _data(command, value)


def _user(command: _Command, value: str) -> None:
    name, _, password = value.partition(":")
    command.auth = {"type": "basic", "username": name, "password": password}
    command.notes.check(command.where, "the password stands in the file")


def _part(command: _Command, value: str) -> None:
    name, _, content = value.partition("=")
    if content.startswith(("@", "<")):
        command.notes.lost(command.where, f"the file of the form field {name}")
    else:
        command.multipart.append({"name": name, "value": content.partition(";type=")[0]})


def _cookie(command: _Command, value: str) -> None:
    if "=" in value:
        _header(command, f"Cookie: {value}")
    else:
        command.notes.lost(command.where, f"cookies from the file {value}")


def _seconds(command: _Command, value: str) -> None:
    try:
        command.timeout = min(max(float(value), 0.001), 120.0)
    except ValueError:
        command.notes.lost(command.where, f"the time limit {value}")


def _method(command: _Command, value: str) -> None:
    command.method = value.upper()


def _bearer(command: _Command, value: str) -> None:
    command.auth = {"type": "bearer", "token": value}


_VALUES: dict[str, Callable[[_Command, str], None]] = {
    **dict.fromkeys(("X", "request"), _method),
    **dict.fromkeys(("H", "header"), _header),
    **dict.fromkeys(("d", "data", "data-ascii", "data-binary"), _data),
    "data-raw": lambda command, value: _data(command, value, files=False),
    "data-urlencode": _encoded,
    "json": _json,
    **dict.fromkeys(("F", "form", "form-string"), _part),
    **dict.fromkeys(("u", "user"), _user),
    "oauth2-bearer": _bearer,
    **dict.fromkeys(("b", "cookie"), _cookie),
    **dict.fromkeys(("A", "user-agent"), lambda c, value: _header(c, f"User-Agent: {value}")),
    **dict.fromkeys(("e", "referer"), lambda c, value: _header(c, f"Referer: {value}")),
    **dict.fromkeys(("m", "max-time"), _seconds),
    "url": lambda command, value: command.urls.append(value),
}


def _step(command: _Command, url: str) -> Plain:
    if "://" not in url and not url.startswith("{{"):
        url = f"http://{url}"
    data = "&".join(command.data) if not command.json else "".join(command.data)
    headers = list(command.headers)
    if command.json:
        headers += [
            (name, "application/json")
            for name in ("Content-Type", "Accept")
            if not has(headers, name.lower())
        ]
    sends = bool(command.data or command.multipart) and not command.get
    if command.get and data:
        url += ("&" if "?" in url else "?") + data
    elif data and not has(headers, "content-type"):
        headers.append(("Content-Type", "application/x-www-form-urlencoded"))
    method = command.method or ("HEAD" if command.head else "POST" if sends else "GET")
    auth = {**command.auth, "type": "digest"} if command.digest and command.auth else command.auth
    return said(
        {
            "type": "request",
            "method": method,
            "url": encoded_url(url),
            "headers": by_name(headers),
            "body": "" if command.get else data,
            "multipart": command.multipart,
            "auth": auth,
            "timeout": command.timeout,
            "follow_redirects": command.follow,
        }
    )


IMPORTER = Importer(title="curl command lines", read=read)
