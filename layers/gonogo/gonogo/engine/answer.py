"""A response as sources read it: decoded and parsed at most once, however many assertions ask."""

from __future__ import annotations

import codecs
import json
import re
from typing import NoReturn

from gonogo.domain.http import Headers, HttpResponse, Timings
from gonogo.engine.expressions import Absent

MAX_DOCUMENT = 5 * 1024 * 1024
"""Largest JSON or XML document that is parsed; `docs/reference/messages.md` names it."""

# Codecs that only map bytes to characters. Python knows many that do more (`unicode_escape`,
# `idna`, `zip`), and a server chooses the name.
_CHARSETS = frozenset(
    [
        *("ascii", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"),
        *("big5", "euc_jp", "euc_kr", "gb18030", "gb2312", "gbk", "iso2022_jp", "shift_jis"),
        *("koi8-r", "koi8-u", "cp932", "cp949", "cp950", "mac-roman", "tis-620"),
        *(f"iso8859-{part}" for part in range(1, 17) if part != 12),
        *(f"cp{page}" for page in (437, 850, 852, 866, 874, *range(1250, 1259))),
    ]
)
_TEXTUAL = ("json", "xml", "text/", "javascript", "urlencoded", "graphql", "yaml", "csv")
_XML_ENCODING = re.compile(rb"""<\?xml[^>]{0,80}?encoding=["']([A-Za-z0-9._-]{1,40})["']""")
# Codings that are not asked for and not unpacked; servers call other bodies `utf-8` or `none`.
_PACKED = frozenset(["br", "compress", "dcb", "dcz", "x-compress", "zstd"])
_UNREAD = object()


class Fields(dict[str, str]):
    """Header fields by name; asking for a name does not mind its case."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in {own.lower() for own in self}


class Answer:
    """One response, with what was made of it."""

    __slots__ = ("_json", "_text", "charset", "content_type", "method", "response")

    def __init__(self, response: HttpResponse, method: str = "") -> None:
        self.response = response
        self.method = method
        """Of the request that it answers, if there was one."""
        declared = response.header("content-type") or ""
        self.content_type = declared.partition(";")[0].strip().lower()
        self.charset = _charset(declared)
        """The codec that the header names, if it is one that may be used."""
        self._text: str | None = None
        self._json: object = _UNREAD

    @property
    def text(self) -> str:
        """The body as text, undecodable bytes replaced."""
        if self._text is None:
            body = self.response.body
            charset = self.charset or _told_by(body) or "utf-8"
            self._text = body.decode(charset, "replace").removeprefix("\ufeff")
        return self._text

    @property
    def document(self) -> bytes:
        """The body in UTF-8, for those who read bytes."""
        if self.charset in (None, "utf-8", "ascii"):
            return self.response.body
        return self.text.encode("utf-8", "replace")

    @property
    def is_text(self) -> bool:
        """Whether the body is for reading: its type says so, or it is clean UTF-8."""
        if any(mark in self.content_type for mark in _TEXTUAL):
            return True
        try:
            return "\0" not in self.response.body.decode("utf-8")
        except UnicodeDecodeError:
            return False

    @property
    def json(self) -> object:
        """The body's JSON value, or an `Absent` with what is wrong with it."""
        if self._json is _UNREAD:
            self._json = self._parse()
        return self._json

    def unreadable(self) -> Absent | None:
        """Why nothing can be said of what the body holds and lacks, if so."""
        if self.response.truncated:
            return Absent("the body was cut off at its size limit", fault=True)
        if self.response.body:
            for coding in (self.response.header("content-encoding") or "").lower().split(","):
                if coding.strip() in _PACKED:
                    why = f"the body is encoded as {coding.strip()}, which is not read here"
                    return Absent(why, fault=True)
        return None

    def too_large(self) -> Absent | None:
        """Why the body cannot be parsed as a document at all, if so."""
        unreadable = self.unreadable()
        if unreadable:
            return unreadable
        if len(self.response.body) > MAX_DOCUMENT:
            size = len(self.response.body) / 1024 / 1024
            return Absent(f"the body has {size:.1f} MB; at most 5 MB are parsed", fault=True)
        return None

    def _parse(self) -> object:
        if not self.response.body.strip():
            return Absent("the body is empty", fault=True)
        too_large = self.too_large()
        if too_large:
            return too_large
        try:
            return _JSON.decode(self.text)
        except json.JSONDecodeError as error:
            where = f"line {error.lineno}, column {error.colno}"
            return Absent(f"the body is not JSON ({error.msg.lower()}, {where})", fault=True)
        except _NoValue as error:
            return Absent(f"the body is not JSON ({error} is no value of JSON)", fault=True)
        except (RecursionError, ValueError, MemoryError):
            return Absent("the body's JSON cannot be read: too deep or too large", fault=True)


def _charset(content_type: str) -> str | None:
    """The charset parameter as the name of an allowed codec."""
    _, found, rest = content_type.lower().partition("charset=")
    return _allowed(rest.partition(";")[0].strip(" \"'")) if found else None


def _told_by(body: bytes) -> str | None:
    """The codec that a body names itself: by UTF-16's mark, or in an XML declaration."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = _XML_ENCODING.match(body[:200])
    return _allowed(declared[1].decode("ascii")) if declared else None


def _allowed(name: str) -> str | None:
    """The codec of that name, if it may be used."""
    try:
        codec = codecs.lookup(name[:40]).name
    except (LookupError, ValueError):
        return None
    return codec if codec in _CHARSETS else None


class _NoValue(ValueError):
    """NaN or Infinity, which some writers put where JSON has no word for them."""


def _refuse(constant: str) -> NoReturn:
    raise _NoValue(constant)


_JSON = json.JSONDecoder(parse_constant=_refuse)


def an_answer(
    body: bytes = b"",
    *,
    status: int = 200,
    headers: Headers = (),
    total: float = 0.0,
    method: str = "",
    url: str = "http://api.test/",
) -> Answer:
    """An answer made by hand, for examples and trials."""
    response = HttpResponse(
        status=status,
        reason="",
        headers=headers,
        body=body,
        url=url,
        wire_size=len(body),
        timings=Timings(total=total),
    )
    return Answer(response, method)
