"""A feed with namespaces, a page that no parser of XML would read, and an order."""

from __future__ import annotations

FEED = (
    '<feed xmlns="urn:feed" xmlns:m="urn:media"><entry m:kind="new"><title>One</title></entry>'
    '<entry m:kind="old"><title>Two</title></entry></feed>'
)
PAGE = (
    "<!doctype html><title>Shop</title><body><ul><li class=on>Tea<li>Coffee</ul><p>a &amp; b<br>c"
)
ORDER = b'{"id": 7, "lines": [{"sku": "A", "n": 2}], "note": null}'


def answer(
    method: str, path: str, headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    """What stands at each path."""
    if path == "/feed":
        return 200, {"Content-Type": "application/xml"}, FEED.encode()
    if path == "/page":
        return 200, {"Content-Type": "text/html"}, PAGE.encode()
    return 200, {"Content-Type": "application/json"}, ORDER
