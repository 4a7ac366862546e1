"""Mistakes in a definition document: where each stands, what is wrong, what would be accepted."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from gonogo.errors import InvalidDefinition

Path = tuple[str | int, ...]
"""Keys and indexes from the document's root."""
Lines = dict[Path, int]
"""The line of every value, by its path."""

MOST_SHOWN = 50
MOST_LISTED = 30


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake."""

    path: Path
    message: str
    line: int | None = None


class Refused(Exception):
    """A document that cannot be taken; becomes `InvalidDefinition` where its name is known."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__()
        self.problems = tuple(problems)


def invalid(source: str, problems: Iterable[Problem], lines: Lines) -> InvalidDefinition:
    """The error that says all of them, in the order of the lines."""
    placed = [(problem.line or _line(lines, problem.path), problem) for problem in problems]
    placed.sort(key=lambda pair: pair[0] or 0)
    return InvalidDefinition(shorten([_sentence(source, *pair) for pair in placed]))


def _line(lines: Lines, path: Path) -> int | None:
    """The line of the value at `path`, or of the nearest thing around it."""
    inside = (path[:end] for end in range(len(path), 0, -1))
    return next((lines[part] for part in inside if part in lines), None)


def shorten(sentences: list[str]) -> tuple[str, ...]:
    """The first fifty, each once, and how many more there are."""
    unique = list(dict.fromkeys(sentences))
    shown = unique[:MOST_SHOWN]
    if len(unique) > MOST_SHOWN:
        shown.append(f"… and {len(unique) - MOST_SHOWN} more problems")
    return tuple(shown)


def _sentence(source: str, line: int | None, problem: Problem) -> str:
    place = f"{source}:{line}" if line else source
    field = spell(problem.path)
    return f"{place}: {field}: {problem.message}" if field else f"{place}: {problem.message}"


def spell(path: Path) -> str:
    """The path as people write it.

    >>> spell(("tests", 0, "steps", 1, "url"))
    'tests[0].steps[1].url'
    """
    spelled = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return spelled.removeprefix(".")


def quote(value: object) -> str:
    """A wrong value, short enough to show."""
    try:
        text = json.dumps(value, ensure_ascii=not _printable(value))
    except (TypeError, ValueError):
        text = str(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


def _printable(value: object) -> bool:
    return not isinstance(value, str) or value.isprintable()


def not_accepted(value: object, accepted: Iterable[str]) -> str:
    """What is said of a word that is none of the accepted ones, with the likeliest meant."""
    words = sorted(accepted)
    listed = ", ".join(words[:MOST_LISTED]) + (", …" if len(words) > MOST_LISTED else "")
    close = difflib.get_close_matches(str(value)[:100].lower(), words, n=1, cutoff=0.6)
    hint = f' (did you mean "{close[0]}"?)' if close else ""
    return f"{quote(value)} is not accepted; accepted: {listed or 'nothing'}{hint}"
