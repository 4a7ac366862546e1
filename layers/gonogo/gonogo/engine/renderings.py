"""The texts that a secret turns into on its way: encoded for a URL, a document, a header, a log."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator
from urllib.parse import quote, quote_plus, unquote, unquote_plus

_UNESCAPED = ("", "/", "!'()*~", "-_.!~*'();/?:@&=+$,#", "!$&'()*+,/:;=?@[]~%", "*-._")
"""What encoders leave as it is: strict, path, JavaScript's two, ours of whole URLs, forms."""
_QUOTES = (
    *(("&quot;", "'"), ("&quot;", "&#x27;"), ("&quot;", "&#39;")),
    *(("&quot;", "&apos;"), ("&#34;", "&#39;")),
)
"""How quotes are written in HTML and XML."""
_PEM_LINE = re.compile(r"^[A-Za-z0-9+/=]{16,}\s*$", re.MULTILINE)


def renderings(value: str) -> frozenset[str]:
    """Every text that gives the value away, itself among them.

    >>> found = renderings("a/b c&d<e")
    >>> "a%2Fb%20c%26d%3Ce" in found, "a/b c&amp;d&lt;e" in found
    (True, True)
    """
    plain = {value, value.strip(), *(line.strip() for line in _PEM_LINE.findall(value))}
    # What servers and logs do with line ends.
    plain |= {value.replace("\r\n", "\n"), value.replace("\r", "").replace("\n", "")}
    # What is read of an address that holds the value as it stands.
    plain |= {unquote(value), unquote_plus(value)}
    found = {form for text in plain for form in _of(text)}
    cased = {case(text) for text in plain for case in (str.upper, str.lower)}
    found |= cased.union(*map(_again, cased))
    return frozenset(form for form in found if form)


def _of(text: str) -> Iterator[str]:
    yield text
    yield from _in_urls(text)
    yield from _in_documents(text)
    yield from _in_bytes(text.encode("utf-8", "replace"))


def _in_urls(text: str) -> Iterator[str]:
    yield text.replace(" ", "%20")  # all that the engine encodes of an address as it is written
    raw = text.encode("utf-8", "replace")
    once = {quote(raw, safe=safe) for safe in _UNESCAPED} | {quote_plus(raw)}
    once |= {quote_plus(raw, safe="*-._")}
    for form in once:
        yield form
        yield quote(form, safe="")
        yield _lower_hex(form)
        yield _lower_hex(quote(form, safe=""))


def _lower_hex(text: str) -> str:
    return re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), text)


def _in_documents(text: str) -> Iterator[str]:
    written = [json.dumps(text, ensure_ascii=each)[1:-1] for each in (True, False)]
    written += [form.replace("/", "\\/") for form in written]
    for form in written:
        yield form
        # As libraries write it that think of pages.
        yield _escaped(form, "<>&")
        yield _escaped(form, "<>&'")
        yield from _again(form)
    for form in _as_html(text):
        yield form
        yield from _again(form)
    units = text.encode("utf-16-be", "replace").hex()
    quads = [units[at : at + 4] for at in range(0, len(units), 4)]
    escaped = ("".join(f"\\u{each}" for each in case) for case in (quads, map(str.upper, quads)))
    for form in (repr(text)[1:-1], *escaped):
        yield form
        yield from _again(form)


def _again(form: str) -> Iterator[str]:
    """What stands in a document, in another one; and that in a third, as queues have it."""
    yield html.escape(form)
    for ascii_only in (True, False):
        inner = json.dumps(form, ensure_ascii=ascii_only)[1:-1]
        yield inner
        yield json.dumps(inner)[1:-1]


def _escaped(text: str, signs: str) -> str:
    for sign in signs:
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _as_html(text: str) -> Iterator[str]:
    bare = html.escape(text, quote=False)
    yield bare
    for double, single in _QUOTES:
        quoted = bare.replace('"', double).replace("'", single)
        yield quoted
        # An attribute of XML has line ends and tabs as numbers.
        yield "".join(f"&#{ord(sign)};" if sign in "\t\n\r" else sign for sign in quoted)


def _in_bytes(raw: bytes) -> Iterator[str]:
    yield raw.hex()
    yield raw.hex().upper()
    for ahead in range(3):
        # Only the characters that are made wholly of the secret's bits: what stands beside it
        # in the same text decides the others.
        first, end = -(-ahead * 8 // 6), (ahead + len(raw)) * 8 // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(b"\0" * ahead + raw).decode("ascii")[first:end]
