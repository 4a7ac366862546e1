"""What the steps of one run share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gonogo.domain.http import Headers
from gonogo.engine.expressions import Expressions
from gonogo.engine.scope import Scope
from gonogo.ports import Clock, HttpSession

NO_SCRIPTS = "scripts are not supported yet, and without them nothing would be proved."


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
    verify_tls: bool = True
    place: str = ""
    """The step under way, as messages name it: `Step 2`."""

    def fill(self, text: str, *spot: str) -> str:
        """The text with its variables replaced; `spot` says where in the step it stands."""
        if "{{" not in text:
            return text
        return self.scope.render(text, f"{self.place}, {' '.join(spot)}")

    def remaining(self) -> float:
        """Seconds until the run has to be over."""
        return self.deadline - self.clock.now()
