"""Bodies that are more than text: bytes in base64, and the parts of a form with files."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gonogo.engine.state import RunState
from gonogo.errors import Unjudged

_BAD_TYPE = re.compile(r"[^\x20-\x7e]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a `multipart/form-data` body."""

    name: str
    """The field's name."""
    value: str = ""
    """The content as text."""
    base64: str = ""
    """The content's bytes in base64, instead of `value`."""
    filename: str | None = None
    """Makes the part a file."""
    content_type: str | None = None
    """Of the content; without it, servers take text, or bytes of a file."""


def decoded(text: str, state: RunState) -> bytes:
    """The bytes that base64 stands for; raises `Unjudged` if it is none."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except ValueError:
        raise Unjudged(f"{state.place}: the body is not base64.") from None


def multipart(parts: Sequence[Part], state: RunState) -> tuple[bytes, str]:
    """The body of the parts (RFC 7578), and its content type."""
    pieces = [_piece(part, state) for part in parts]
    # Made of the content: the same request is the same bytes, and no content can hold it.
    boundary = hashlib.sha256(b"\0".join(pieces)).hexdigest()[:32]
    mark = f"--{boundary}".encode("ascii")
    body = b"".join(mark + b"\r\n" + piece + b"\r\n" for piece in pieces) + mark + b"--\r\n"
    return body, f"multipart/form-data; boundary={boundary}"


def _piece(part: Part, state: RunState) -> bytes:
    spot = f"multipart {part.name}"
    head = f'Content-Disposition: form-data; name="{_quoted(state.fill(part.name, spot))}"'
    if part.filename is not None:
        head += f'; filename="{_quoted(state.fill(part.filename, spot))}"'
    if part.content_type is not None:
        content_type = state.fill(part.content_type, spot)
        if _BAD_TYPE.search(content_type):
            raise Unjudged(f"{state.place}, {spot}: the content type is not one.")
        head += f"\r\nContent-Type: {content_type}"
    if part.base64:
        content = decoded(state.fill(part.base64, spot), state)
    else:
        content = state.fill(part.value, spot).encode("utf-8", "replace")
    return head.encode("utf-8", "replace") + b"\r\n\r\n" + content


def _quoted(text: str) -> str:
    """As browsers write it: what would end the quotes or the line is percent-encoded."""
    return text.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
