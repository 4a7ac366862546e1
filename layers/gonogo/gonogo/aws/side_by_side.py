"""Many calls of one kind: one after the other, or some at once where there are so many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

P = TypeVar("P")
R = TypeVar("R")


def each(parts: Sequence[P], call: Callable[[P], R], *, many: int, at_once: int) -> list[R]:
    """The answers in the order of the parts; from `many` parts on, so many `at_once`."""
    if len(parts) < many:
        return [call(part) for part in parts]
    # Imported here: few starts are so large.
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=at_once) as pool:
        return list(pool.map(call, parts))
