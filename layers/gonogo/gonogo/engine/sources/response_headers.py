"""`response_headers`: one header, or all of them."""

from __future__ import annotations

from gonogo.engine.answer import Answer, Fields
from gonogo.engine.expressions import Absent, Expressions
from gonogo.engine.sources._contract import Source


def read(answer: Answer, property: str | None, expressions: Expressions | None = None) -> object:
    """The named header's value, lines joined by a comma; all headers if none is named.

    >>> from gonogo.engine.answer import an_answer
    >>> read(an_answer(headers=(("ETag", '"1"'),)), "etag")
    '"1"'
    >>> read(an_answer(), "ETag").why
    'the answer has no header "ETag"'
    """
    if not property:
        return Fields(
            {name: answer.response.header(name) or "" for name, _ in answer.response.headers}
        )
    value = answer.response.header(property.strip())
    return Absent(f'the answer has no header "{property.strip()}"') if value is None else value


SOURCE = Source(read, "optional", "header name")
