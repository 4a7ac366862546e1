"""Lists in pages: how many, from where on, and where the next page begins."""

from __future__ import annotations

from collections.abc import Mapping

from gonogo.dialects._contract import Request
from gonogo.dialects.native._fields import read_query
from gonogo.domain.commands.history import MAX_PAGE
from gonogo.errors import Invalid

PAGE = 20
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LONGEST = 11
"""Digits of the largest number."""


def read_page(request: Request, *names: str) -> tuple[Mapping[str, str], int, int | None]:
    """The parameters, how many are wanted, and the number below which the page begins."""
    query = read_query(request, "limit", "cursor", *names)
    text = query.get("limit", str(PAGE))
    if not (text.isascii() and text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= MAX_PAGE):
        raise Invalid(
            "So many cannot be listed at once.",
            field="limit",
            accepted=f"a whole number from 1 to {MAX_PAGE}",
        )
    cursor = query.get("cursor")
    return query, int(text), None if cursor is None else _number(cursor)


def cursor_of(number: int | None) -> str | None:
    """Where the next page begins, as answers say it.

    >>> cursor_of(245_888_000_000_000)
    '2f5r95g8w0'
    """
    if number is None:
        return None
    digits = ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits


def _number(cursor: str) -> int:
    if 0 < len(cursor) <= _LONGEST and all(digit in _DIGITS for digit in cursor):
        number = int(cursor, len(_DIGITS))
        if cursor_of(number) == cursor:
            return number
    raise Invalid("No page begins there.", field="cursor", accepted="the `next` of the page before")
