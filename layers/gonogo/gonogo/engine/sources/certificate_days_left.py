"""`certificate_days_left`: how long the server's TLS certificate is still good."""

from __future__ import annotations

import math

from gonogo.engine.answer import Answer
from gonogo.engine.expressions import Absent, Expressions
from gonogo.engine.sources._contract import Source


def read(answer: Answer, property: str | None, expressions: Expressions | None = None) -> object:
    """Whole days from the answer until the certificate ends; below 0 when it is over.

    >>> from gonogo.engine.answer import an_answer
    >>> read(an_answer(), None).why
    'the connection had no TLS, or no certificate that can be read'
    """
    days = answer.response.certificate_days
    if days is None:
        return Absent("the connection had no TLS, or no certificate that can be read")
    return math.floor(days)


SOURCE = Source(read)
