"""`request_query`: a query parameter of the URL that was called, or that an inbound step was."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from gonogo.engine.answer import Answer
from gonogo.engine.expressions import Absent, Expressions
from gonogo.engine.sources._contract import Source


def read(answer: Answer, property: str | None, expressions: Expressions | None = None) -> object:
    """The first value of that name, decoded.

    >>> from gonogo.engine.answer import an_answer
    >>> read(an_answer(url="http://api.test/?a=1+2&a=3"), "a")
    '1 2'
    >>> read(an_answer(url="http://api.test/?b"), "a").why
    'the URL has no parameter "a"'
    """
    try:
        pairs = parse_qsl(urlsplit(answer.response.url).query, keep_blank_values=True)
    except ValueError:
        pairs = []
    found = next((value for name, value in pairs if name == property), None)
    return Absent(f'the URL has no parameter "{property}"') if found is None else found


SOURCE = Source(read, "required", "parameter name")
