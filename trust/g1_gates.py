"""G1: no deployment is left without an answer, whenever our processes die."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager, redirect_stdout
from io import StringIO
from unittest.mock import patch

from gonogo.domain.gate import Gate
from gonogo.services.gates import go_on
from gonogo.services.gates._parts import Gating
from tests.gate_kills import UNANSWERED, WRONG, simulate
from trust._figure import Figure, Measured


def measure(cases: int) -> Measured:
    """Simulated deployments of every kind, one after the other."""
    logging.disable(logging.CRITICAL)
    with redirect_stdout(StringIO()):
        ended, kills = simulate(cases, seed=1)
    unanswered, wrong = ended[UNANSWERED], ended[WRONG]
    figure = f"{unanswered} of {ended.total()} unanswered, {wrong} passed wrongly, {kills} kills"
    return Measured(figure=figure, holds=unanswered == wrong == 0 and kills >= cases)


def _nobody_sweeps() -> AbstractContextManager[object]:
    return patch.object(go_on, "sweep_gates", lambda to, limit=100: 0)


_TELL = go_on._tell


def _noted_before_it_is_told() -> AbstractContextManager[object]:
    """A death in between leaves whoever asked without an answer."""

    def tell(gate: Gate, kind: object, to: Gating) -> Gate:
        to.gates.told(gate.id, "told", to.clock.now())
        return _TELL(gate, kind, to)  # type: ignore[arg-type]

    return patch.object(go_on, "_tell", tell)


def _every_verdict_is_go() -> AbstractContextManager[object]:
    decide = go_on._decide
    return patch.object(
        go_on, "_decide", lambda gate, answer, reason, to: decide(gate, "go", reason, to)
    )


FIGURE = Figure(
    id="G1",
    claim="simulated deployments of every kind left unanswered while processes die at random calls",
    bar="0, and none that passes though its test failed; a death per deployment or more",
    measure=measure,
    many=1000,
    few=20,
    planted={
        "nobody sweeps": _nobody_sweeps,
        "noted before it is told": _noted_before_it_is_told,
        "every verdict is go": _every_verdict_is_go,
    },
    seconds=900.0,
)
