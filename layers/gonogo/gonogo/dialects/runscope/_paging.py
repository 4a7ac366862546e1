"""Parts of Runscope's lists: `count` and `offset`, which may be as large as a client likes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from gonogo.dialects._contract import Request
from gonogo.dialects.runscope._reading import whole_number

T = TypeVar("T")
ALL = 10**9


def page_of(request: Request, things: Sequence[T], count: int = ALL) -> Sequence[T]:
    """The part that the query asks for; past the end it is empty. `count`: if it does not say."""
    offset = whole_number(request, "offset", 0)
    return things[offset : offset + whole_number(request, "count", count)]
