"""`xpath`: what an XPath selects in a text of XML."""

from __future__ import annotations

from gonogo.engine.filters._contract import Filter, Given


def apply(value: str, given: Given, path: str) -> object:
    """Text of one node, a list of texts for several, or the path's own value.

    >>> from gonogo.engine.filters._contract import NOTHING_GIVEN
    >>> apply("<a><b>1</b></a>", NOTHING_GIVEN, "/a/b")
    '1'
    """
    return given.expressions.evaluate("xpath", value.encode("utf-8", "replace"), "utf-8", path)


FILTER = Filter(apply, takes=("text",), parameters=("path",), needs=True)
