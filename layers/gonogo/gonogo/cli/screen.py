"""Where lines go: a terminal with a live last line, or plain text for logs and pipes."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

if TYPE_CHECKING:
    from rich.status import Status

STYLES: Mapping[str, str] = {
    "passed": "green",
    "go": "green",
    "failed": "red",
    "no-go": "red",
    "errored": "magenta",
    "canceled": "yellow",
}
LONGEST = 300


class Screen(Protocol):
    """Takes lines, and one that changes."""

    def line(self, text: str, *, word: str = "") -> None:
        """A line that stays; `word` at its beginning is coloured by its meaning."""
        ...

    def status(self, text: str) -> None:
        """What is going on right now; nothing of it stays."""
        ...

    def close(self) -> None:
        """Give the terminal back."""
        ...


class Plain:
    """Lines as they come: no colour, no movement."""

    def line(self, text: str, *, word: str = "") -> None:
        """Print, at once: whoever follows a log sees it as it happens."""
        print(f"{word}{text}", flush=True)

    def status(self, text: str) -> None:
        """Logs have no line that changes."""

    def close(self) -> None:
        """Nothing to give back."""


class Silent:
    """Nothing at all: the output is one JSON document."""

    def line(self, text: str, *, word: str = "") -> None:
        """Swallow."""

    def status(self, text: str) -> None:
        """Swallow."""

    def close(self) -> None:
        """Nothing to give back."""


class Live:
    """Colours, and a spinner with what is going on below the lines."""

    def __init__(self) -> None:
        from rich.console import Console

        self._console = Console(highlight=False, markup=False, soft_wrap=True)
        self._status: Status | None = None
        # Tests tell of their steps from threads of their own, some after the screen was closed.
        self._changing = threading.Lock()
        self._closed = False

    def line(self, text: str, *, word: str = "") -> None:
        """Print above the live line."""
        from rich.text import Text

        styled = Text(word, style=STYLES.get(word.strip(), ""))
        self._console.print(styled.append(text), soft_wrap=True)

    def status(self, text: str) -> None:
        """Change the live line."""
        from rich.text import Text

        with self._changing:
            if self._closed:
                return
            if self._status is None:
                self._status = self._console.status("")
                self._status.start()
            self._status.update(Text(text))

    def close(self) -> None:
        """Take the live line away."""
        with self._changing:
            self._closed = True
            if self._status is not None:
                self._status.stop()
                self._status = None


def choose_screen(*, silent: bool = False) -> Screen:
    """Live on a terminal that a person looks at; plain in CI, pipes and with NO_COLOR."""
    if silent:
        return Silent()
    quiet = os.environ.get("CI") or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return Plain() if quiet or not sys.stdout.isatty() else Live()


def clean(text: str, longest: int = LONGEST) -> str:
    """Text from outside, made safe for a terminal and a log: one line, no control characters.

    >>> clean("a\\x1b[31m\\nb")
    'a\\\\x1b[31m\\\\nb'
    """
    cut = text if len(text) <= longest else f"{text[:longest]}…"
    if cut.isprintable():
        return cut
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)


def quoted(text: str) -> str:
    """The same in double quotes."""
    return f'"{clean(text)}"'


def tell_json(document: object) -> None:
    """One JSON document on standard output."""
    import json

    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def tell_others(others: Sequence[Path]) -> None:
    """Files of a folder that are no definitions: told, since a word may be misspelled."""
    if others:
        shown = ", ".join(str(path) for path in others[:5])
        more = f" and {len(others) - 5} more" if len(others) > 5 else ""
        click.echo(f"Note: not a definition, passed over: {clean(shown, 1000)}{more}", err=True)
