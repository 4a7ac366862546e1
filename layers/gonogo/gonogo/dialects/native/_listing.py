"""Lists of definitions in pages: the cursor holds the place of the last one that was shown."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import TypeVar

from gonogo.dialects._contract import Request
from gonogo.dialects.native._fields import read_query
from gonogo.errors import Invalid

T = TypeVar("T")
Place = tuple[str | int, ...]
PAGE, MAX_PAGE = 50, 100


def page(
    request: Request, things: Sequence[T], place: Callable[[T], Place]
) -> tuple[list[T], str | None]:
    """The page that the query asks for, and where the next one begins.

    Things stand in the order of their places. What is added or removed meanwhile moves no page.
    """
    limit, after = asked(request)
    if after is not None and things and _form(after) != _form(place(things[0])):
        raise _nowhere()  # it is another list's
    left = [thing for thing in things if after is None or place(thing) > after]
    shown = left[:limit]
    return shown, cursor_of(place(shown[-1])) if len(left) > limit else None


def asked(request: Request) -> tuple[int, Place | None]:
    """How many, and behind which place; read before anything is looked up."""
    query = read_query(request, "limit", "cursor")
    text = query.get("limit", str(PAGE))
    if not (text.isascii() and text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= MAX_PAGE):
        raise Invalid(
            "So many cannot be listed at once.",
            field="limit",
            accepted=f"a whole number from 1 to {MAX_PAGE}",
        )
    return int(text), _place(query["cursor"]) if "cursor" in query else None


def cursor_of(place: Place) -> str:
    """A place as answers say it.

    >>> _place(cursor_of(("Login", 7)))
    ('Login', 7)
    """
    text = json.dumps(list(place), ensure_ascii=True, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _place(cursor: str) -> Place:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        found = None
    if isinstance(found, list) and found and all(type(part) in (str, int) for part in found):
        place = tuple(found)
        if cursor_of(place) == cursor:
            return place
    raise _nowhere()


def _form(place: Place) -> list[type]:
    return [type(part) for part in place]


def _nowhere() -> Invalid:
    return Invalid(
        "No page begins there.", field="cursor", accepted="the `next` of the page before"
    )
