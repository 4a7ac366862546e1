"""What an importer is: another tool's text to plain definitions, and notes on what differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gonogo.formats.notes import Note, Notes, Plain

__all__ = ["Exported", "Imported", "Importer", "Note", "Notes", "Options", "Per", "Plain", "Source"]

Per = Literal["all", "group", "request"]


@dataclass(frozen=True, slots=True)
class Source:
    """One file's text. `name` is what messages call it."""

    text: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the user may choose."""

    per: Per | None = None
    """One test for everything, for each group, or for each request; None: as the format does."""
    environments: tuple[Source, ...] = ()
    """Further files that hold variables only."""
    accept: bool = False
    """Whether generated requests get an Accept header."""


@dataclass(frozen=True, slots=True)
class Imported:
    """Plain definitions, fuller than the present format may take; the caller fits them to it."""

    document: Plain
    notes: Notes


@dataclass(frozen=True, slots=True)
class Exported:
    """Another tool's text, and notes on what it cannot hold."""

    text: str
    notes: Notes


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """One format. Its file's name is the word on the command line."""

    title: str
    """What people call it, with the versions that are read."""
    read: Callable[[Source, Options], Imported]
    """Pure; raises `Invalid` when the text is none of this format."""
    write: Callable[[Mapping[str, Any]], Exported] | None = None
    """The way back, from a plain definition document."""
