"""Values for people: words and colours of states, moments, durations and sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from gonogo.domain.result import Outcome
from gonogo.domain.run import RunStatus

TEXT_LIMIT = 2000
"""Characters of a value in a table; the whole of it is in the JSON result."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a state looks: a class of the style sheet, a word and a mark."""

    tone: str
    word: str
    mark: str


LOOKS: Mapping[RunStatus | Outcome, Look] = {
    "queued": Look("wait", "Queued", "…"),
    "running": Look("wait", "Running", "…"),
    "passed": Look("good", "Passed", "✓"),
    "failed": Look("bad", "Failed", "✗"),
    "errored": Look("odd", "Errored", "!"),
    "canceled": Look("off", "Canceled", "—"),
    "skipped": Look("off", "Skipped", "—"),
}
GO = Look("good", "Go", "✓")
NO_GO = Look("bad", "No-go", "✗")
OPEN = Look("wait", "Running", "…")


def pass_look(passed: bool) -> Look:
    """How an assertion's or variable's answer looks."""
    return LOOKS["passed"] if passed else LOOKS["failed"]


def moment(seconds: float | None) -> str:
    """A moment as `21 Nov 2026, 09:44:03`; a dash for none."""
    if seconds is None:
        return "—"
    return datetime.fromtimestamp(seconds, UTC).strftime("%-d %b %Y, %H:%M:%S")


def duration(seconds: float) -> str:
    """A duration with the unit that suits it.

    >>> duration(0.0123), duration(2.5), duration(125)
    ('12 ms', '2.50 s', '2 min 5 s')
    """
    if seconds < 1:
        milliseconds = seconds * 1000
        return f"{milliseconds:.1f} ms" if milliseconds < 10 else f"{milliseconds:.0f} ms"
    if seconds < 60:
        return f"{seconds:.2f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def size(count: int) -> str:
    """Bytes for people.

    >>> size(512), size(20_480)
    ('512 bytes', '20.0 KB')
    """
    if count < 1024:
        return f"{count} bytes"
    return f"{count / 1024:.1f} KB" if count < 1024**2 else f"{count / 1024**2:.1f} MB"


def many(count: int, word: str) -> str:
    """`1 step`, `2 steps`."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def cut(text: str) -> str:
    """A value, short enough for a table."""
    return text if len(text) <= TEXT_LIMIT else text[:TEXT_LIMIT] + " …"
