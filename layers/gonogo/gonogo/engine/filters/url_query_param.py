"""`url_query_param`: one parameter of a URL's query."""

from __future__ import annotations

from urllib.parse import parse_qsl

from gonogo.engine.expressions import Absent
from gonogo.engine.filters._contract import Filter


def apply(value: str, name: str) -> object:
    """The first value of that name, decoded.

    >>> apply("http://a.test/?x=1&y=a%20b", "y")
    'a b'
    >>> apply("http://a.test/", "y").why
    'the URL has no parameter "y"'
    """
    query = value.partition("?")[2].partition("#")[0]
    for own, text in parse_qsl(query, keep_blank_values=True):
        if own == name:
            return text
    return Absent(f'the URL has no parameter "{name}"')


FILTER = Filter(apply, takes=("text",), parameters=("name",))
