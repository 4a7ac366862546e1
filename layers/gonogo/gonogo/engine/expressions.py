"""Expressions that need a library: who evaluates them decides how they are kept in bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from gonogo.domain.reasons import shorten


@dataclass(frozen=True, slots=True)
class Absent:
    """Nothing was found; `why` is part of a sentence for people.

    `fault`: the expression or the document is at fault, rather than the value missing.
    """

    why: str
    fault: bool = False


class Expressions(Protocol):
    """Evaluates a user's expressions; a bad one is an answer, never an exception."""

    def evaluate(self, language: str, document: bytes, *texts: str | None) -> object:
        """What one of `engine/languages` finds in the document, or an `Absent`.

        What the texts are, the language says: the expression is always one of them.
        """
        ...

    def close(self) -> None:
        """Let go of what was started."""
        ...


class InProcess:
    """Evaluates where it is called: for hosts whose user owns the machine."""

    def evaluate(self, language: str, document: bytes, *texts: str | None) -> object:
        """What is found, or an `Absent`; it may take as long as it takes."""
        return evaluate(language, document, *texts)

    def close(self) -> None:
        """There is nothing to let go of."""


def evaluate(language: str, document: bytes, *texts: str | None) -> object:
    """Evaluate here; what a document or an expression can break is an `Absent`."""
    # A language's library is loaded when a test first needs it.
    from gonogo.engine.languages import languages

    try:
        return languages[language].evaluate(document, *texts)
    except (RecursionError, MemoryError):
        return Absent("the expression failed: document or expression is too deep", fault=True)
    except ValueError as error:
        why = shorten((str(error).splitlines() or [""])[0])
        return Absent(f"the expression failed ({why})", fault=True)
