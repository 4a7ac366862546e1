"""`response_jmespath`: what JMESPath makes of a JSON body."""

from __future__ import annotations

from gonogo.engine.answer import Answer
from gonogo.engine.expressions import Absent, Expressions
from gonogo.engine.sources._contract import Source


def read(answer: Answer, property: str | None, expressions: Expressions) -> object:
    """What the expression gives; its null is nothing found.

    >>> from gonogo.engine.answer import an_answer
    >>> from gonogo.engine.expressions import InProcess
    >>> read(an_answer(b'{"a": [{"b": 1}, {"b": 2}]}'), "max_by(a, &b).b", InProcess())
    2
    """
    if not property:
        return Absent("a JMESPath is needed", fault=True)
    too_large = answer.too_large()
    if too_large:
        return too_large
    return expressions.evaluate("jmespath", answer.document, property.strip())


SOURCE = Source(read, "required", "JMESPath")
