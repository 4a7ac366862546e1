"""Definition files from the disk, several as one document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from gonogo.errors import InvalidDefinition
from gonogo.services.define.checks import Known
from gonogo.services.define.document import Document
from gonogo.services.define.problems import shorten
from gonogo.services.define.reading import NOBODY, Part, join, read_part

MAX_BYTES = 1024 * 1024
SUFFIXES = (".yaml", ".yml", ".json")


PASSED_OVER = frozenset(("node_modules", "venv", "__pycache__", "site-packages"))
"""Folders that hold others' files; so do those whose name begins with a point."""
_WORDS = rb"""["']?(?:project|environments|lists|tests|suites)["']?[ \t]*:"""
_IN_LINES = re.compile(rb"^" + _WORDS, re.MULTILINE)
_IN_BRACES = re.compile(rb"[\s{,]" + _WORDS)
_BEFORE = b"\xef\xbb\xbf\xff\xfe \t\r\n"
"""Marks of byte orders, and white space."""


def read_files(
    paths: Iterable[Path], known: Known | None = None, others: list[Path] | None = None
) -> Document:
    """Files, and the definition files in folders, as one document; all problems at once.

    A file found in a folder that is plainly none of ours is passed over, and put into `others`.
    """
    parts: list[Part] = []
    problems: list[str] = []
    for path, found in _files(paths).items():
        try:
            content = _content(path)
            if found and not _is_ours(content):
                if others is not None:
                    others.append(path)
                continue
            parts.append(read_part(_text(content, path), str(path)))
        except InvalidDefinition as error:
            problems.extend(error.problems)
    if problems:
        raise InvalidDefinition(shorten(problems))
    return join(parts, known or NOBODY)


def definition_files(folder: Path) -> Iterator[Path]:
    """The files in a folder and all below it that may be definitions, in their names' order."""
    for path in sorted(folder.iterdir()):
        if may_define(path) and path.is_file():
            yield path
        elif path.is_dir() and not (passed_over(path.name) or path.is_symlink()):
            yield from definition_files(path)


def may_define(path: Path) -> bool:
    """Whether a file's name is that of a definition; its ending may be in capitals."""
    return path.suffix.lower() in SUFFIXES


def _is_ours(content: bytes) -> bool:
    """Whether a file means to be a definition: it has a word that begins one of its parts."""
    # UTF-16 is told as a mistake, not passed over: PowerShell writes files so.
    start = content.replace(b"\0", b"").lstrip(_BEFORE)
    return bool((_IN_BRACES if start.startswith(b"{") else _IN_LINES).search(start))


def passed_over(name: str) -> bool:
    """Whether a folder is not looked into, unless it is named.

    >>> passed_over(".git"), passed_over("node_modules"), passed_over("smoke")
    (True, True, False)
    """
    return name in PASSED_OVER or (name.startswith(".") and name.strip(".") != "")


def _files(paths: Iterable[Path]) -> dict[Path, bool]:
    """The files to read, each once, in the order given; and whether it was found in a folder."""
    files: dict[Path, bool] = {}
    for path in paths:
        if not path.is_dir():
            files[path] = False
            continue
        try:
            inside = list(definition_files(path))
        except OSError as error:
            told = f"{error.filename}: cannot be read: {error.strerror}"
            raise InvalidDefinition((told,)) from None
        if not inside:
            raise InvalidDefinition((f"{path}: holds no {', '.join(SUFFIXES)} file",))
        for each in inside:
            files.setdefault(each, True)
    return files


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InvalidDefinition((f"{path}: cannot be read: {error.strerror}",)) from None


def _text(content: bytes, path: Path) -> str:
    if len(content) > MAX_BYTES:
        raise InvalidDefinition((f"{path}: has more than {MAX_BYTES} bytes",))
    if b"\0" in content[:4]:
        raise InvalidDefinition((f"{path}:1: is not UTF-8 text",))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidDefinition((f"{path}:{line}: is not UTF-8 text",)) from None
