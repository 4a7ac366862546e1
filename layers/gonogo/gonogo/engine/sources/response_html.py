"""`response_html`: a part of an HTML body."""

from __future__ import annotations

from gonogo.engine.answer import Answer
from gonogo.engine.expressions import Absent, Expressions
from gonogo.engine.sources._contract import Source


def read(answer: Answer, property: str | None, expressions: Expressions) -> object:
    """What the XPath selects: text of one node, a list of texts for several, or its own value.

    >>> from gonogo.engine.answer import an_answer
    >>> from gonogo.engine.expressions import InProcess
    >>> read(an_answer(b"<title>Hi</title><p>one<p>two"), "//p[2]", InProcess())
    'two'
    """
    if not property:
        return Absent("an XPath is needed", fault=True)
    too_large = answer.too_large()
    if too_large:
        return too_large
    return expressions.evaluate(
        "xpath", answer.response.body, answer.charset, property.strip(), "HTML"
    )


SOURCE = Source(read, "required", "XPath")
