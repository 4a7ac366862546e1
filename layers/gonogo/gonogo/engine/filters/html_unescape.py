"""`html_unescape`: the text that HTML stands for."""

from __future__ import annotations

import html

from gonogo.engine.filters._contract import Filter


def apply(value: str) -> object:
    """Entities read.

    >>> apply("&lt;a&#62;")
    '<a>'
    """
    return html.unescape(value)


FILTER = Filter(apply, takes=("text",))
