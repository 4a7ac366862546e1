"""`response_timing`: how long a phase of the last hop took."""

from __future__ import annotations

from gonogo.engine.answer import Answer
from gonogo.engine.expressions import Absent, Expressions
from gonogo.engine.sources._contract import Source


def read(answer: Answer, property: str | None, expressions: Expressions | None = None) -> object:
    """Milliseconds of `dns`, `connect`, `tls` or `first_byte`; `total` is of the whole exchange.

    >>> from gonogo.engine.answer import an_answer
    >>> read(an_answer(total=12.5), "total")
    12.5
    >>> read(an_answer(), "tls").why
    'there was no phase "tls": the connection was open already, or has no TLS'
    >>> read(an_answer(), "wait").why
    'there is no phase "wait"; known are dns, connect, tls, first_byte, total'
    """
    phase = (property or "").strip()
    if phase not in PHASES:
        known = ", ".join(PHASES)
        return Absent(f'there is no phase "{phase}"; known are {known}', fault=True)
    took: float | None = getattr(answer.response.timings, phase)
    if took is None:
        why = "the connection was open already, or has no TLS"
        return Absent(f'there was no phase "{phase}": {why}')
    return round(took, 3)


PHASES = ("dns", "connect", "tls", "first_byte", "total")


SOURCE = Source(read, "required", "phase")
