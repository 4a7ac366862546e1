"""The figures of trust hold, measured with few cases, and a planted fault turns each red."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from trust._all import figures
from trust._figure import Figure

TREE = Path(__file__).parents[2]
FAULTS = [(figure.id, fault) for figure in figures() for fault in figure.planted]
COUNTED_HERE = [figure for figure in figures() if figure.few]
"""Those that tests show are shown by those tests already."""


def _measured(id: str, *options: str) -> bool:
    command = [sys.executable, "-m", "trust", id, "--here", "--few", *options]
    done = subprocess.run(command, cwd=TREE, capture_output=True, text=True, check=True)  # noqa: S603
    return bool(json.loads(done.stdout.splitlines()[-1])["holds"])


@pytest.mark.parametrize("figure", COUNTED_HERE, ids=lambda figure: figure.id)
def test_a_figure_holds(figure: Figure) -> None:
    assert _measured(figure.id)


@pytest.mark.parametrize(("id", "fault"), FAULTS, ids=[f"{id}: {fault}" for id, fault in FAULTS])
def test_a_fault_turns_its_figure_red(id: str, fault: str) -> None:
    """A bar that cannot fail is no bar."""
    assert not _measured(id, "--planted", fault)
