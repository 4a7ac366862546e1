"""The figures of trust that count for themselves hold with few cases, and can fail."""

from __future__ import annotations

import pytest

from trust import _apart
from trust._all import figures
from trust._figure import Figure

FIGURES = figures()
COUNTED_HERE = [figure for figure in FIGURES if figure.few]
"""Those that tests show are shown by those tests already."""


@pytest.mark.parametrize("figure", COUNTED_HERE, ids=lambda figure: figure.id)
def test_a_figure_holds(figure: Figure) -> None:
    assert _apart.measured(figure, few=True).holds


def test_a_fault_turns_its_figure_red() -> None:
    """`make trust` plants them all; here one shows that planting works."""
    first = next(figure for figure in FIGURES if figure.id == "S1")
    assert _apart.found(first, "no check at all")
