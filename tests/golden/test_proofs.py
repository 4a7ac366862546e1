"""Every extension does what its reference says, through the front door.

The cases are data, in `proofs/`. One that compares is run with its opposite too, which must fail.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gonogo.services.define.proofs import Proof, cases
from tests.proof_server import ProofServer, serving
from tests.proving import definitions, run

ROOT = Path(__file__).parents[2]
CASES = cases(ROOT)


@pytest.fixture(scope="module")
def server() -> Iterator[ProofServer]:
    with serving() as running:
        yield running


@pytest.mark.parametrize("proof", CASES, ids=lambda proof: f"{proof.kind}-{proof.name}")
def test_proof(proof: Proof, server: ProofServer, tmp_path: Path) -> None:
    good, *bad = definitions(proof)
    server.asked.clear()
    result = run(good, server.base, tmp_path)
    step = result.steps[0]
    assert result.status == "passed", (result.problem, step)
    case = proof.case
    assert server.asked == case.get("asked", server.asked)
    assert step.duration >= case.get("takes", 0.0)
    assert step.remark == case.get("skips", step.remark)
    if "says" in case:
        assert step.scripts[-1].output == case["says"] + "\n"
    for definition in bad:
        assert run(definition, server.base, tmp_path).status == "failed"
