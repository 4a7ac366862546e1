"""How much a page holds: one of hundreds of megabytes opens in no browser."""

from __future__ import annotations

from dataclasses import dataclass

from gonogo.domain.result import StepResult

PAGE = 12_000_000
"""Characters of steps on a page, about."""
LONGEST_BODY = 20_000
"""Characters of one body; the JSON report has what was kept of it."""
_STEP, _PART = 1_600, 350
"""Characters of markup around a step, and around what it claimed, took or sent."""


@dataclass(slots=True)
class Room:
    """What is left of a page."""

    left: int = PAGE

    @property
    def over(self) -> bool:
        """Whether nothing more goes in."""
        return self.left <= 0

    def take(self, step: StepResult) -> None:
        """Note that a step was put in."""
        messages = [each for each in (step.request, step.response) if each is not None]
        texts = [text for each in messages for header in each.headers for text in header]
        texts += [(each.body or "")[:LONGEST_BODY] for each in messages]
        texts += [t or "" for a in step.assertions for t in (a.expected, a.actual, a.error)]
        texts += [t or "" for v in step.variables for t in (v.value, v.error)]
        parts = (step.assertions, step.variables, step.scripts, step.attempts, messages)
        self.left -= _STEP + _PART * sum(map(len, parts)) + sum(map(len, texts))
