"""What the description says of one operation beyond its route."""

from __future__ import annotations

from dataclasses import dataclass

from gonogo.web.reference.vocabulary import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation. `example` names a recorded event whose reply is shown."""

    id: str
    tag: str
    answer: str | None
    status: int = 200
    example: str = ""
    body: str | None = None
    body_example: object = None
    query: tuple[Schema, ...] = ()
    errors: tuple[int, ...] = ()
    open: bool = False
    """Whether no key is needed."""
    junit: bool = False
    tagged: bool = False
    """Whether its answer has an entity tag."""
    media: str = ""
    """The answer's media type, where it is no JSON."""
