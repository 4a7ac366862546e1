"""Bodies in parts (`multipart/form-data`): fields and files by name."""

from __future__ import annotations

from dataclasses import dataclass, field

from gonogo.dialects._contract import Request
from gonogo.errors import Invalid

TYPE = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Part:
    """One part; a field has no file's name."""

    filename: str
    content: bytes = field(repr=False)


def parts_of(request: Request) -> dict[str, Part]:
    """The parts by name, the last of a name; `Invalid` for a body that is none of these."""
    # Costs ten milliseconds to load, and nothing else needs it.
    from email.parser import BytesParser
    from email.policy import HTTP

    if request.content_type != TYPE:
        raise Invalid(f"Expected {TYPE}, received {request.content_type or 'no type'}")
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode("utf-8", "replace")
    message = BytesParser(policy=HTTP).parsebytes(head + request.body)
    if not message.is_multipart():
        raise Invalid("The parts have no boundary, or do not end with it")
    found: dict[str, Part] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            found[name] = Part(part.get_filename() or "", content)
    return found
