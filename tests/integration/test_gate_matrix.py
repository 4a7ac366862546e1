"""Every kind of gate in every mishap: the calls that reach the control plane, as the page says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gonogo.gates import gates
from tests.gate_askers import ASKERS
from tests.gate_matrix import CASES, a_world, expected, found
from tests.gate_world import GateWorld

CELLS = [(way, name) for way in ASKERS for name in CASES]


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest) -> Iterator[tuple[str, GateWorld]]:
    """One for all cells of a kind: making it takes as long as a cell."""
    with a_world(request.param) as made:
        yield request.param, made


def test_the_page_has_every_cell() -> None:
    """Of every kind that there is."""
    assert list(expected()) == CELLS
    assert {way.partition(",")[0] for way in ASKERS} == set(gates.names)


@pytest.mark.parametrize(
    ("world", "name"), CELLS, indirect=["world"], ids=[f"{way}-{name}" for way, name in CELLS]
)
def test_a_cell_is_as_the_page_says(world: tuple[str, GateWorld], name: str) -> None:
    """`python -m tests.gate_matrix` writes the page anew: read what changed critically."""
    way, of = world
    assert str(found(of, way, name)) == str(expected()[way, name])
