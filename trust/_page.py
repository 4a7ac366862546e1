"""The page of the figures, `docs/reference/trust.md`; a figure not measured now keeps its row."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from pathlib import Path

from trust._figure import Figure, Measured

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "trust.md"
_HEAD = """# Trust

What gonogo promises under attack, load and faults, measured. `make trust` measures all of it and
writes this page; `python -m trust ID` measures one row. Traffic goes to loopback only.

A bar that cannot fail is no bar: where *faults* says a number, so many faults were planted in our
own code, one at a time, and each turned its row red (`tests/integration/test_trust.py`).

"""
_COLUMNS = "| | what is counted | bar | measured | | faults |\n|---|---|---|---|---|---|\n"


def write(there: tuple[Figure, ...], measured: Mapping[str, Measured]) -> None:
    """Replace the rows that were measured."""
    kept = _kept()
    rows = [_row(f, measured[f.id]) if f.id in measured else kept.get(f.id) for f in there]
    table = "\n".join(row for row in rows if row)
    where = f"Measured on {os.cpu_count()} cores, {platform.machine()}, Python {_python()}."
    PAGE.write_text(f"{_HEAD}{_COLUMNS}{table}\n\n{where}\n", encoding="utf-8")


def _kept() -> dict[str, str]:
    lines = PAGE.read_text(encoding="utf-8").splitlines() if PAGE.exists() else []
    return {line.split("|")[1].strip(): line for line in lines if line.startswith("| ")}


def _row(figure: Figure, found: Measured) -> str:
    words = "holds" if found.holds else "**broken**"
    faults = len(figure.planted) or ""
    cells = (figure.id, figure.claim, figure.bar, found.figure, words, faults)
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _python() -> str:
    return ".".join(platform.python_version_tuple()[:2])
