"""Definition files from the disk, several as one document."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gonogo.errors import InvalidDefinition
from gonogo.services.define.checks import Known
from gonogo.services.define.document import Document
from gonogo.services.define.problems import shorten
from gonogo.services.define.reading import NOBODY, Part, join, read_part

MAX_BYTES = 1024 * 1024
SUFFIXES = (".yaml", ".yml", ".json")


def read_files(paths: Iterable[Path], known: Known | None = None) -> Document:
    """Files, and the definition files inside folders, as one document; all problems at once."""
    parts: list[Part] = []
    problems: list[str] = []
    for path in _files(paths):
        try:
            parts.append(read_part(_text(path), str(path)))
        except InvalidDefinition as error:
            problems.extend(error.problems)
    if problems:
        raise InvalidDefinition(shorten(problems))
    return join(parts, known or NOBODY)


def _files(paths: Iterable[Path]) -> list[Path]:
    """The files to read, each once, in the order given; a folder's own in their names' order."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(p for p in path.iterdir() if p.suffix in SUFFIXES) if path.is_dir() else ()
        if path.is_dir() and not inside:
            raise InvalidDefinition((f"{path}: holds no {', '.join(SUFFIXES)} file",))
        found.update(dict.fromkeys(inside or (path,)))
    return list(found)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InvalidDefinition((f"{path}: cannot be read: {error.strerror}",)) from None
    if len(content) > MAX_BYTES:
        raise InvalidDefinition((f"{path}: has more than {MAX_BYTES} bytes",))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidDefinition((f"{path}:{line}: is not UTF-8 text",)) from None
