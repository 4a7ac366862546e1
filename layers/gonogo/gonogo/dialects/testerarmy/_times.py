"""Times as TesterArmy writes them: ISO 8601 in UTC, and milliseconds."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(seconds: float | None) -> str | None:
    """A moment.

    >>> iso(1_795_000_000.25)
    '2026-11-18T11:06:40.250Z'
    """
    if seconds is None:
        return None
    text = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z"


def milliseconds(seconds: float) -> int:
    """A duration."""
    return round(seconds * 1000)
