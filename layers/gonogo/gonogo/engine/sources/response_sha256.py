"""`response_sha256`: the body's digest."""

from __future__ import annotations

import hashlib

from gonogo.engine.answer import Answer
from gonogo.engine.expressions import Absent, Expressions
from gonogo.engine.sources._contract import Source


def read(answer: Answer, property: str | None, expressions: Expressions | None = None) -> object:
    """SHA-256 of the body's bytes after decompression, in hex.

    >>> from gonogo.engine.answer import an_answer
    >>> read(an_answer(b"abc"), None)[:16]
    'ba7816bf8f01cfea'
    """
    if answer.response.truncated:
        return Absent("the body was cut off at its size limit", fault=True)
    return hashlib.sha256(answer.response.body).hexdigest()


SOURCE = Source(read)
