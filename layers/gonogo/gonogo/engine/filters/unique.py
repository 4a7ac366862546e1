"""`unique`: the different items of a list."""

from __future__ import annotations

import json

from gonogo.engine.filters._contract import Filter


def apply(value: list[object]) -> object:
    """Of those that are the same as JSON the first is kept.

    >>> apply([1, "1", 1, [2], [2]])
    [1, '1', [2]]
    """
    first: dict[str, object] = {}
    for item in value:
        first.setdefault(json.dumps(item, sort_keys=True), item)
    return list(first.values())


FILTER = Filter(apply, takes=("list",))
