"""The page of the figures, `docs/reference/trust.md`; a figure not measured now keeps its row."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from trust._figure import Figure, Measured

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "trust.md"
_HEAD = """# Trust

What gonogo promises under attack, load and faults, measured. `make trust` measures all of it and
writes this page; `python -m trust ID` measures one row. Traffic goes to loopback only.

A bar that cannot fail is no bar: where *faults* says `2 of 2`, so many faults were planted in our
own code, one at a time, and so many turned the row red.

"""
_COLUMNS = "| | what is counted | bar | measured | | faults |\n|---|---|---|---|---|---|\n"


@dataclass(frozen=True, slots=True)
class Row:
    """A figure, what was measured, and the planted faults that it did not see."""

    figure: Figure
    found: Measured
    missed: tuple[str, ...] = ()

    @property
    def word(self) -> Literal["holds", "broken", "not measured"]:
        """Whether the bar is kept, and could have failed."""
        if self.found.holds is False or self.missed:
            return "broken"
        return "holds" if self.found.holds else "not measured"

    def __str__(self) -> str:
        """The line of the table."""
        word = f"**{self.word}**" if self.word == "broken" else self.word
        planted = len(self.figure.planted)
        faults = f"{planted - len(self.missed)} of {planted}" if planted else ""
        of = self.figure
        cells = (of.id, of.claim, of.bar, self.found.figure, word, faults)
        return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def write(there: tuple[Figure, ...], row: Row) -> None:
    """Replace the row that was measured."""
    rows = {**_kept(), row.figure.id: str(row)}
    table = "\n".join(rows[figure.id] for figure in there if figure.id in rows)
    where = f"Measured on {os.cpu_count()} cores, {platform.machine()}, Python {_python()}."
    PAGE.write_text(f"{_HEAD}{_COLUMNS}{table}\n\n{where}\n", encoding="utf-8")


def _kept() -> dict[str, str]:
    lines = PAGE.read_text(encoding="utf-8").splitlines() if PAGE.exists() else []
    return {line.split("|")[1].strip(): line for line in lines if line.startswith("| ")}


def _python() -> str:
    return ".".join(platform.python_version_tuple()[:2])
