"""Hurl's text to entries: lines by their section, bodies by how they are opened."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gonogo.errors import Invalid
from gonogo.importers._contract import Source

_REQUEST = re.compile(r"(?P<method>[A-Z]{2,20}) +(?P<url>\S.*)")
_RESPONSE = re.compile(r"HTTP(?:/[\d.]+)? +(?P<status>\d{3}|\*)\s*(?:#.*)?$")
_SECTION = re.compile(r"\[(?P<name>[A-Za-z]+)\]\s*(?:#.*)?$")
_COMMENT = re.compile(r"\s+#(?=\s|$).*")
_OLDER = {
    "QueryStringParams": "Query",
    "FormParams": "Form",
    "MultipartFormData": "Multipart",
}
MAX_LINES = 200_000


@dataclass
class Entry:
    """A request and what is asked of its answer."""

    line: int
    method: str
    url: str
    sections: dict[str, list[str]] = field(default_factory=dict)
    """Lines by section; `headers` and `expected headers` are those without a title."""
    body: tuple[str, str] | None = None
    """Kind (`json`, `xml`, `text`, `file` …) and content."""
    status: str | None = None
    expected_body: tuple[str, str] | None = None


def entries(source: Source) -> list[Entry]:
    """The entries of a file, in their order."""
    lines = source.text.removeprefix("\ufeff").splitlines()
    if len(lines) > MAX_LINES:
        raise Invalid(f"{source.name} has more than {MAX_LINES} lines.")
    return _Reader(lines, source.name).read()


class _Reader:
    def __init__(self, lines: list[str], name: str) -> None:
        self._lines = lines
        self._name = name
        self._at = 0
        self._section = ""
        self._found: list[Entry] = []

    def read(self) -> list[Entry]:
        while self._at < len(self._lines):
            line = self._lines[self._at].strip()
            self._at += 1
            if line and not line.startswith("#"):
                self._take(line)
        return self._found

    def _take(self, line: str) -> None:
        request, response = _REQUEST.match(line), _RESPONSE.match(line)
        section = _SECTION.match(line)
        if response and self._found:
            self._found[-1].status = response["status"]
            self._section = "expected headers"
        elif request and not response:
            url = _COMMENT.sub("", request["url"]).strip()
            self._found.append(Entry(self._at, request["method"], url))
            self._section = "headers"
        elif not self._found:
            raise Invalid(f"{self._name}:{self._at}: this is no Hurl request: {line[:80]}")
        elif section:
            self._section = _OLDER.get(section["name"], section["name"])
        elif self._opens_body(line):
            self._body(line)
        else:
            self._found[-1].sections.setdefault(self._section, []).append(line)

    def _opens_body(self, line: str) -> bool:
        if self._section in ("Asserts", "Captures"):
            return line.startswith(("```", "{", "<"))
        return line.startswith(("{", "[", "<", "`", '"')) or bool(
            re.match(r"(base64|hex|file),", line)
        )

    def _body(self, first: str) -> None:
        entry = self._found[-1]
        if first.startswith("```"):
            body = self._fenced(first)
        elif first.startswith("`"):
            body = ("text", first.strip("`"))
        elif kind := re.match(r"(base64|hex|file),(.*?);?$", first):
            body = (kind[1], kind[2])
        else:
            body = ("xml" if first.startswith("<") else "json", self._block(first))
        if entry.status is None:
            entry.body = body
        else:
            entry.expected_body = body

    def _fenced(self, first: str) -> tuple[str, str]:
        kind = first[3:].partition(",")[0].strip() or "text"
        inside: list[str] = []
        if first.endswith("```") and len(first) > 5:
            return "text", first[3:-3]
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            if line.strip().startswith("```"):
                return kind, "\n".join(inside) + "\n"
            inside.append(line)
        raise Invalid(f"{self._name}: a body that begins with ``` has no end.")

    def _block(self, first: str) -> str:
        """Lines up to the next request, answer or empty line outside of brackets."""
        block, depth = [first], _depth(first)
        while self._at < len(self._lines):
            line = self._lines[self._at]
            fresh = _RESPONSE.match(line.strip()) or _REQUEST.match(line.strip())
            if depth <= 0 and (fresh or not line.strip() or not first.startswith("<")):
                break
            if fresh:
                break
            block.append(line)
            depth += _depth(line)
            self._at += 1
        return "\n".join(block)


def _depth(line: str) -> int:
    """How many more brackets a line opens than it closes, outside of texts."""
    plain = re.sub(r'"(?:[^"\\]|\\.)*"|\{\{[^{}]*\}\}', "", line)
    return sum(plain.count(c) for c in "{[") - sum(plain.count(c) for c in "}]")
