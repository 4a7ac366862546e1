"""Expressions that need a library: who evaluates them decides how they are kept in bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Absent:
    """Nothing was found; `why` is part of a sentence for people.

    `fault`: the expression or the document is at fault, rather than the value missing.
    """

    why: str
    fault: bool = False


class Expressions(Protocol):
    """Evaluates a user's expressions; a bad one is an answer, never an exception."""

    def xpath(self, document: bytes, encoding: str | None, path: str) -> object:
        """Text, number, bool or a list of texts; or `Absent`.

        `encoding` is what the answer's header says; None leaves it to the document.
        """
        ...

    def close(self) -> None:
        """Let go of what was started."""
        ...


class InProcess:
    """Evaluates where it is called: for hosts whose user owns the machine."""

    def xpath(self, document: bytes, encoding: str | None, path: str) -> object:
        """What the path selects, or an `Absent`; it may take as long as it takes."""
        # The library is loaded when a test first needs it.
        from gonogo.engine.xpath import evaluate

        return evaluate(document, encoding, path)

    def close(self) -> None:
        """There is nothing to let go of."""
