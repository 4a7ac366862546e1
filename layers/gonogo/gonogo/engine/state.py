"""What the steps of one run share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gonogo.domain.events import UnderWay
from gonogo.domain.http import Headers
from gonogo.domain.result import RunResult, StepResult
from gonogo.domain.subtest import SubtestCall
from gonogo.domain.terms import Overrides
from gonogo.domain.test import Step
from gonogo.engine.expressions import Expressions
from gonogo.engine.overriding import Overriding
from gonogo.engine.scope import Scope
from gonogo.engine.scripting import Scripting
from gonogo.engine.trail import Trail
from gonogo.engine.vault import Vault
from gonogo.errors import Unsupported
from gonogo.ports import Clock, HttpSession, Incoming

Perform = Callable[[tuple[Step, ...]], tuple[StepResult, ...]]
Tell = Callable[[UnderWay], None]
NAP = 5.0
"""Seconds of a long wait between two looks at whether the run is still wanted."""


def _nobody(steps: tuple[Step, ...]) -> tuple[StepResult, ...]:
    raise Unsupported("There is nobody here to perform nested steps.")


def unheard(event: UnderWay) -> None:
    """Where nobody listens."""


def _no_tests(call: SubtestCall) -> RunResult:
    raise Unsupported("Other tests cannot be run here.")


@dataclass(slots=True, kw_only=True)
class RunState:
    """A run under way."""

    scope: Scope
    http: HttpSession
    expressions: Expressions
    clock: Clock
    deadline: float
    """Unix seconds when the run has to be over."""
    headers: Headers = ()
    """The environment's, variables replaced."""
    auth: Mapping[str, str] = field(default_factory=dict)
    """The environment's, variables replaced."""
    tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
    """Access tokens that were fetched, each with the moment when it ends."""
    vault: Vault = field(default_factory=Vault)
    """The secrets that may be used, and the mask of those that were."""
    verify_tls: bool = True
    authorities: str = ""
    """PEM certificates that may sign a server's, beside the usual ones."""
    overriding: Overriding = field(default_factory=lambda: Overriding(Overrides()))
    """What the start says in place of the test."""
    trail: Trail | None = None
    """What every request carries of the run."""
    scripting: Scripting = field(default_factory=Scripting)
    """What the environment gives to every request's scripts."""
    place: str = ""
    """The step under way, as messages name it: `Step 2`, `Step 2.1` for one nested in it."""
    room: int = 16 * 1024 * 1024
    """Characters of bodies that may still be kept of steps that are done for many rows."""
    incoming: Incoming | None = None
    """Calls from outside to this run; None where nobody can call."""
    perform: Perform = _nobody
    """Performs the steps nested in the one under way."""
    run_test: Callable[[SubtestCall], RunResult] = _no_tests
    """Runs another test to its end; raises `Unjudged` if it cannot begin."""

    tell: Tell = unheard
    """Hears of every step that is under way, nested ones too; may raise to end the run."""

    def wait(self, step: Step, seconds: float) -> None:
        """Sleep for a step, and tell now and then that it goes on."""
        waited = 0.0
        while waited < seconds:
            nap = min(NAP, seconds - waited)
            self.clock.sleep(nap)
            waited += nap
            self.tell(UnderWay(step, self.place, waited))

    def fill(self, text: str, *spot: str) -> str:
        """The text with its variables replaced; `spot` says where in the step it stands."""
        if "{{" not in text:
            return text
        return self.scope.render(text, f"{self.place}, {' '.join(spot)}")

    def remaining(self) -> float:
        """Seconds until the run has to be over."""
        return self.deadline - self.clock.now()
