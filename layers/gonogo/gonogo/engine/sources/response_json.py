"""`response_json`: a value inside a JSON body."""

from __future__ import annotations

from gonogo.engine.answer import Answer
from gonogo.engine.expressions import Absent, Expressions
from gonogo.engine.json_path import find
from gonogo.engine.sources._contract import Source


def read(answer: Answer, property: str | None, expressions: Expressions | None = None) -> object:
    """The value at the path; the whole document if there is none.

    >>> from gonogo.engine.answer import an_answer
    >>> read(an_answer(b'{"items": [{"id": 7}]}'), "items[0].id")
    7
    >>> read(an_answer(b"<html>"), "items").why
    'the body is not JSON (expecting value, line 1, column 1)'
    """
    document = answer.json
    if isinstance(document, Absent) or not property:
        return document
    return find(document, property)


SOURCE = Source(read, "optional", "JSON path")
