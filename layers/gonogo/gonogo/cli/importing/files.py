"""Foreign files from the disk, and what was made of them to the disk."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from gonogo.errors import Invalid
from gonogo.importers._contract import Source

MAX_BYTES = 64 * 1024 * 1024
"""Recordings of a browser hold every answer; larger ones are mistakes."""


def source(path: Path) -> Source:
    """A file's text, or that of standard input for `-`."""
    name = "standard input" if str(path) == "-" else str(path)
    try:
        content = _bytes(path)
    except OSError as error:
        raise Invalid(f"{name} cannot be read: {error.strerror}.") from None
    if len(content) > MAX_BYTES:
        raise Invalid(f"{name} has more than {MAX_BYTES // 1024 // 1024} MiB.")
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return Source(content.decode(encoding), name)
    except UnicodeDecodeError:
        raise Invalid(f"{name} is not UTF-8 text.") from None


def _bytes(path: Path) -> bytes:
    if str(path) == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def put(path: Path | None, text: str) -> None:
    """To a file, or to standard output."""
    if path is None:
        click.echo(text, nl=False)
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Invalid(f"{path} cannot be written: {error.strerror}.") from None
