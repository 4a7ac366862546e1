"""Documents inside items: compact JSON, compressed where that makes them smaller."""

from __future__ import annotations

import json
import zlib
from typing import Any


def pack(document: Any) -> bytes:
    """A document as bytes.

    >>> pack({"a": 1})
    b'{"a":1}'
    """
    # A lone surrogate, which an answer may hold, has no strict UTF-8 form.
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    plain = text.encode("utf-8", "surrogatepass")
    small = zlib.compress(plain, 9)
    return small if len(small) < len(plain) else plain


def unpack(packed: bytes) -> Any:
    """The document back.

    >>> unpack(pack({"a": "x" * 1000})) == {"a": "x" * 1000}
    True
    """
    # Documents of ours are objects or lists; nothing compressed begins like one.
    plain = packed if packed[:1] in (b"{", b"[") else zlib.decompress(packed)
    return json.loads(plain.decode("utf-8", "surrogatepass"))
