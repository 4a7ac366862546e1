"""`graphql_errors`: the errors of a GraphQL answer."""

from __future__ import annotations

from gonogo.engine.answer import Answer
from gonogo.engine.expressions import Absent, Expressions
from gonogo.engine.sources._contract import Source
from gonogo.engine.values import name


def read(answer: Answer, property: str | None, expressions: Expressions | None = None) -> object:
    """Their messages as a list, which has no items when all went well.

    >>> from gonogo.engine.answer import an_answer
    >>> read(an_answer(b'{"errors": [{"message": "No such field"}]}'), None)
    ['No such field']
    >>> read(an_answer(b'{"data": {"me": null}}'), None)
    []
    >>> read(an_answer(b"[1]"), None).why
    'the body is no answer of GraphQL: it has neither data nor errors'
    """
    document = answer.json
    if isinstance(document, Absent):
        return document
    if not isinstance(document, dict) or not document.keys() & {"data", "errors"}:
        why = "it has neither data nor errors"
        return Absent(f"the body is no answer of GraphQL: {why}", fault=True)
    errors = document.get("errors") or []
    if not isinstance(errors, list):
        return Absent(f"errors should be a list, and is {name(errors)}", fault=True)
    return [each.get("message") if isinstance(each, dict) else each for each in errors]


SOURCE = Source(read)
