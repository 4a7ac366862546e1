"""A1: no pattern, however hostile, holds a run up."""

from __future__ import annotations

import os
import re
import signal
import time
from contextlib import AbstractContextManager, closing
from typing import Any
from unittest.mock import patch

from gonogo.engine import patterns
from gonogo.engine.expressions import Absent
from tests.unit.engine.test_patterns import PATTERNS, TEXT
from trust._figure import Figure, Measured

_LIMIT = 0.1
_KILLED_AFTER = 0.5
_ENOUGH = 2
"""So many slow patterns show it: what hangs is not waited for 130 times."""
_COMPILE = patterns.compile_pattern


def _measure(cases: int) -> Measured:
    texts = PATTERNS[: cases or None]
    worst, slow, refused = 0.0, 0, 0
    for pattern in texts:
        refused += isinstance(patterns.compile_pattern(pattern), Absent)
        spent = _seconds(pattern)
        worst, slow = max(worst, spent), slow + (spent > _LIMIT)
        if slow >= _ENOUGH:
            break
    taken = f"{slow} of {len(texts)} slow, {refused} refused, {worst * 1000:.0f} ms at most"
    return Measured(figure=taken, holds=not slow and len(texts) >= min(cases or 100, 100))


def _seconds(pattern: str) -> float:
    """Of the processor, in a process of its own that is killed when it hangs."""
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        signal.setitimer(signal.ITIMER_VIRTUAL, _KILLED_AFTER)
        began = time.thread_time()
        patterns.first_match(pattern, TEXT, "it")
        os.write(writes, repr(time.thread_time() - began).encode())
        os._exit(0)
    os.close(writes)
    with closing(os.fdopen(reads)) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return float(said) if said else float("inf")


def _library() -> AbstractContextManager[object]:
    """The standard library's expressions, which try every way."""

    def compile_pattern(pattern: str, *, groups: bool = False) -> Any:
        try:
            return re.compile(pattern)
        except re.error:
            return _COMPILE(pattern, groups=groups)

    return patch.object(patterns, "compile_pattern", compile_pattern)


FIGURE = Figure(
    id="A1",
    claim="patterns that explode elsewhere and take more than 100 ms on 1 MB",
    bar="0; at least 100 patterns",
    measure=_measure,
    many=len(PATTERNS),
    planted={"the library's expressions": _library},
)
