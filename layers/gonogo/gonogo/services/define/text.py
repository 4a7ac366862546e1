"""YAML text to plain data: the JSON kinds only, bounded, and the line where each value stands.

Built on the parser's events and not on PyYAML's constructor: three times as fast, no tags, and no
YAML 1.1 surprises (`no` stays text, `12:30` is not a number, `01234` keeps its zero).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml
from yaml import events

from gonogo.services.define.problems import Lines, Path, Problem, Refused
from gonogo.services.define.written import Written

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 64
MAX_VALUES = 200_000
"""Values after aliases are replaced by what they stand for: a bound on alias bombs."""

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONSTANTS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_CONSTANTS |= {"true": True, "True": True, "TRUE": True}
_CONSTANTS |= {"false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,39})\Z")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)?(\.[0-9]+|(?<=[0-9])\.)?([eE][-+]?[0-9]{1,3})?\Z")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document's plain data, where everything stands, and the mistakes that can be read over."""

    value: object
    lines: Lines
    problems: tuple[Problem, ...]


def load(text: str) -> Loaded:
    """The one document in `text`; `Refused` where nothing more can be made of it."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise Refused([Problem((), "the text is not valid Unicode")]) from None
    if size > MAX_BYTES:
        raise Refused([Problem((), f"the file has {size} bytes; at most {MAX_BYTES} are accepted")])
    loader = _PARSER(text)
    try:
        builder = _Builder(loader.get_event)
        return Loaded(builder.document(), builder.lines, tuple(builder.problems))
    except yaml.MarkedYAMLError as error:
        raise Refused([_syntax(error, text)]) from None
    except yaml.YAMLError as error:
        raise Refused([Problem((), f"the text cannot be read as YAML: {error}")]) from None
    finally:
        loader.dispose()


def _syntax(error: yaml.MarkedYAMLError, text: str) -> Problem:
    """What the parser says, and the usual reason where the line shows it."""
    mark: Any = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else None
    said = ", ".join(part for part in (error.context, error.problem) if part)
    rows = text.splitlines()
    row = rows[line - 1] if line and line <= len(rows) else ""
    if row[: len(row) - len(row.lstrip())].count("\t"):
        said = "a tab stands in the indentation; YAML accepts only spaces there"
    return Problem((), f"this is not YAML: {said}", line=line)


class _Builder:
    """Turns events into dicts, lists and scalars."""

    def __init__(self, get_event: Callable[[], Any]) -> None:
        self.lines: Lines = {}
        self._next = get_event
        self._anchors: dict[str, tuple[object, int]] = {}
        self.problems: list[Problem] = []
        self._values = 0

    def document(self) -> object:
        """The only document of the stream."""
        self._next()  # the stream starts
        if type(self._next()) is events.StreamEndEvent:
            raise Refused([Problem((), "the file is empty")])
        value = self._value(self._next(), (), 0)
        self._next()  # the document ends
        event = self._next()
        if type(event) is not events.StreamEndEvent:
            self._complain((), event, "a second document starts here; a file holds one")
        return value

    def _value(self, event: Any, path: Path, depth: int) -> object:
        kind = type(event)
        if kind is events.AliasEvent:
            return self._alias(event, path)
        self._count(event, path, 1)
        if event.tag is not None:
            self._complain(path, event, f"the tag {event.tag} is not accepted; write a plain value")
        before = self._values
        if kind is events.ScalarEvent:
            value = _scalar(event)
        elif depth >= MAX_DEPTH:
            self._stop(path, event, f"more than {MAX_DEPTH} levels are not accepted")
        elif kind is events.MappingStartEvent:
            value = self._mapping(path, depth + 1)
        else:
            value = self._sequence(path, depth + 1)
        if event.anchor is not None:
            # Only a finished value can be repeated, so an alias inside its own anchor is unknown.
            self._anchors[event.anchor] = (value, self._values - before + 1)
        return value

    def _mapping(self, path: Path, depth: int) -> dict[str, object]:
        result: dict[str, object] = {}
        merged: list[object] = []
        while type(key_event := self._next()) is not events.MappingEndEvent:
            if type(key_event) is not events.ScalarEvent:
                self._stop(path, key_event, "a key must be a text")
            key = key_event.value
            inner = (*path, key)
            mark: Any = key_event.start_mark
            self.lines.setdefault(inner, mark.line + 1)
            value = self._value(self._next(), inner, depth)
            if key == "<<" and key_event.implicit[0]:
                merged.extend(value if isinstance(value, list) else [value])
            elif key in result:
                self._complain(inner, key_event, f'the key "{key}" stands twice')
            else:
                result[key] = value
        for defaults in merged:
            if not isinstance(defaults, dict):
                self._complain(path, key_event, '"<<" takes a mapping or a list of mappings')
            else:
                result = {**defaults, **result}
        return result

    def _sequence(self, path: Path, depth: int) -> list[object]:
        result: list[object] = []
        while type(event := self._next()) is not events.SequenceEndEvent:
            inner = (*path, len(result))
            self.lines[inner] = event.start_mark.line + 1
            result.append(self._value(event, inner, depth))
        return result

    def _alias(self, event: Any, path: Path) -> object:
        if event.anchor not in self._anchors:
            self._stop(path, event, f"*{event.anchor} repeats nothing that was named before it")
        value, size = self._anchors[event.anchor]
        self._count(event, path, size)
        return value

    def _count(self, event: Any, path: Path, values: int) -> None:
        self._values += values
        if self._values > MAX_VALUES:
            self._stop(
                path, event, f"the file grows past {MAX_VALUES} values; that is not accepted"
            )

    def _complain(self, path: Path, event: Any, message: str) -> None:
        self.problems.append(Problem(path, message, line=event.start_mark.line + 1))

    def _stop(self, path: Path, event: Any, message: str) -> NoReturn:
        self._complain(path, event, message)
        raise Refused(self.problems)


def _scalar(event: Any) -> object:
    text: str = event.value
    if not event.implicit[0]:  # quoted, or a block
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    return _number(text) if text[0] in "+-.0123456789" else text


def _number(text: str) -> object:
    if _INTEGER.match(text):
        return int(text)
    if not _FLOAT.match(text) or not any(map(str.isdigit, text)):
        return text
    number = float(text)
    if not math.isfinite(number):
        return text
    if str(number) == text:
        return number
    written = Written(number)
    written.text = text
    return written
