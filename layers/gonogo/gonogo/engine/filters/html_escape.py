"""`html_escape`: a text as HTML can hold it."""

from __future__ import annotations

import html

from gonogo.engine.filters._contract import Filter


def apply(value: str) -> object:
    """The five special characters as entities.

    >>> apply("<a & b>")
    '&lt;a &amp; b&gt;'
    """
    return html.escape(value)


FILTER = Filter(apply, takes=("text",))
