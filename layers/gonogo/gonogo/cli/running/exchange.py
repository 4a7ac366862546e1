"""What `--verbose` tells of a step: request and response as they went, and a line to replay it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from gonogo.cli.screen import clean
from gonogo.domain.reasons import label, places
from gonogo.domain.result import Received, RunResult, Sent, StepResult
from gonogo.engine.mask import MASK

SECRET = frozenset(
    (
        *("authorization", "proxy-authorization", "cookie", "set-cookie", "x-csrf-token"),
        *("x-api-key", "api-key", "x-auth-token", "x-amz-security-token"),
    )
)
"""Headers whose values are not shown: what is told ends in logs."""
_CURLS_OWN = frozenset(["host", "content-length", "connection", "accept-encoding", "expect"])
_MOST_LINES = 60
_LONGEST_ARGUMENT = 32_000
_INDENT = "      "


def exchange_lines(result: RunResult) -> Iterator[str]:
    """Every step of a run, in order."""
    for place, step in places(result.steps):
        name = clean(_without_user(label(place, step)))
        yield f"    {name}  {step.status}, {step.duration * 1000:.1f} ms"
        yield from (_INDENT + line for line in _of_step(step))


def _of_step(step: StepResult) -> Iterator[str]:
    if step.remark:
        yield f"* {clean(step.remark)}"
    if step.request is not None:
        yield from _sent(step.request)
    if step.response is not None:
        yield from _received(step.response)
    if step.request is not None:
        yield "$ " + curl(step.request, redirected=bool(step.response and step.response.redirects))
    for script in step.scripts:
        yield from (f"* {line}" for line in _text(script.output))


def _sent(sent: Sent) -> Iterator[str]:
    yield f"> {clean(sent.method)} {clean(_without_user(sent.url), 2000)}"
    yield from (f"> {line}" for line in _headers(sent.headers))
    yield from (f"> {line}" for line in _text(sent.body or "", apart=True))


def _received(received: Received) -> Iterator[str]:
    for url in received.redirects:
        yield f"< redirected by {clean(_without_user(url), 2000)}"
    yield f"< {received.status} {clean(received.reason)}".rstrip()
    yield from (f"< {line}" for line in _headers(received.headers))
    if received.body is None and received.size:
        yield f"< ({received.size} bytes that are not text)"
    yield from (f"< {line}" for line in _text(received.body or "", apart=True))


def _headers(headers: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for name, value in headers:
        yield f"{clean(name)}: {MASK if name.lower() in SECRET else clean(value, 2000)}"


def _text(text: str, *, apart: bool = False) -> Iterator[str]:
    """A text's lines, each safe for a terminal; of a long one the beginning."""
    lines = text.splitlines()
    if lines and apart:
        yield ""
    yield from (clean(line, 2000) for line in lines[:_MOST_LINES])
    if len(lines) > _MOST_LINES:
        yield f"… {len(lines) - _MOST_LINES} more lines"


def curl(sent: Sent, *, redirected: bool = False) -> str:
    """A command line that sends the same; secrets are left to variables of the shell.

    >>> curl(Sent(method="GET", url="http://a.test/?q=1&r=it's"))
    'curl \\'http://a.test/?q=1&r=it\\'"\\'"\\'s\\''
    """
    url = _without_user(sent.url)
    parts = ["curl"]
    if set("[]{}") & set(url):
        parts.append("--globoff")
    if redirected:
        parts.append("--location")
    if sent.method == "HEAD":
        parts.append("--head")
    elif sent.method != ("GET" if sent.body is None else "POST"):
        parts.append(f"--request {quote(sent.method)}")
    parts.append(quote(url))
    parts.extend(_header_arguments(sent))
    if sent.body is not None:
        parts.append(_body_argument(sent.body))
    return " ".join(parts)


def _header_arguments(sent: Sent) -> Iterator[str]:
    names = {name.lower() for name, _ in sent.headers}
    if "accept-encoding" in names:
        yield "--compressed"
    for name, value in sent.headers:
        if name.lower() in SECRET or MASK in value:
            yield f'--header {quote(name + ": ")}"${_variable(name)}"'
        elif name.lower() not in _CURLS_OWN:
            # curl takes `Name:` for "leave it out"; `Name;` sends it empty.
            yield f"--header {quote(f'{name}: {value}' if value else f'{name};')}"
    if sent.body is not None and "content-type" not in names:
        yield "--header Content-Type:"


def _body_argument(body: str) -> str:
    if len(body) > _LONGEST_ARGUMENT or "\ufffd" in body or "\0" in body:
        return "--data-binary @body  # a file: it is not text, or too long for a command line"
    return f"--data-raw {quote(body)}"


def _variable(name: str) -> str:
    return re.sub(r"\W", "_", name.upper(), flags=re.ASCII)


def _without_user(url: str) -> str:
    return re.sub(r"(\w+://)[^/?#\s]*@", rf"\1{MASK}@", url)


def quote(text: str) -> str:
    """One argument for a shell; control characters are spelled, so that showing it is safe.

    >>> quote("a b"), quote("it's\\x1b")
    ("'a b'", "$'it\\\\'s\\\\033'")
    """
    if text.isprintable():
        return shlex.quote(text)
    return "$'" + "".join(_spelled(character) for character in text) + "'"


def _spelled(character: str) -> str:
    if character in "\\'":
        return "\\" + character
    if character.isprintable():
        return character
    return "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "surrogatepass"))
