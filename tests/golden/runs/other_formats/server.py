"""Bodies that are not JSON."""

from __future__ import annotations

XML = """<?xml version="1.0" encoding="ISO-8859-1"?>
<o:order xmlns:o="urn:o"><line sku="A">elf</line><line sku="B">zwölf</line></o:order>"""


def answer(
    method: str, path: str, headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    """What stands at each path."""
    match path:
        case "/xml":
            return 200, {"Content-Type": "application/xml"}, XML.encode("latin-1")
        case "/old":
            return 302, {"Location": "/newer"}, b""
        case "/newer":
            return 307, {"Location": "/newest"}, b"moved"
        case "/newest":
            return 200, {"Content-Type": "text/plain; charset=iso-8859-1"}, b"gr\xfcn"
        case "/bytes":
            return 200, {"Content-Type": "application/octet-stream"}, b"\x00\xff\xfe\xfd"
    return 204, {}, b""
