"""Whoever waits for gonogo is answered, whenever its processes die."""

from __future__ import annotations

import pytest

from tests.gate_kills import simulate


@pytest.mark.parametrize("seed", [1, 2])
def test_no_deployment_is_left_without_an_answer(seed: int) -> None:
    """And none passes whose test failed. More of them: `python -m tests.gate_kills 1000`."""
    ended, kills = simulate(10, seed)
    assert ended.total() == 10
    assert kills > 0
