"""What a run leaves with every service that it calls: its trace, and how deep in runs it is."""

from __future__ import annotations

import secrets

from gonogo.domain.http import Headers

TRACE = "traceparent"
DEPTH = "X-Gonogo-Depth"


class Trail:
    """Header lines of one run, subtests included; each request is a span of the run's trace.

    >>> dict(Trail("0e9f4ef1-5b1d-80aa-9c0f-3a0f6b2f7c11", 1).lines(()))["X-Gonogo-Depth"]
    '1'
    """

    __slots__ = ("_depth", "_span", "_spans", "trace")

    def __init__(self, run: str, depth: int) -> None:
        self.trace = run.replace("-", "").lower()
        """The run's id without its dashes: from either one finds the other."""
        self._depth = (DEPTH, str(depth))
        # A second attempt at the run has other spans of the same trace.
        self._span = secrets.token_hex(4)
        self._spans = 0

    def lines(self, given: Headers) -> Headers:
        """The lines to add to those of a request; a `traceparent` of its own stays."""
        self._spans += 1
        for name, _ in given:
            if name.lower() == TRACE:
                return (self._depth,)
        span = f"00-{self.trace}-{self._span}{self._spans & 0xFFFFFFFF:08x}-01"
        return ((TRACE, span), self._depth)
