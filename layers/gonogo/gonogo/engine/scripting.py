"""Runs the scripts of a run in their order: the environment's first, then the step's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING, Any

from gonogo.domain.http import HttpRequest
from gonogo.domain.result import ScriptResult
from gonogo.domain.test import Step
from gonogo.engine.answer import Answer
from gonogo.engine.scripted import arrived, edited, planned, sent_as
from gonogo.engine.scripts import languages
from gonogo.engine.scripts._contract import Event, Outcome, Script
from gonogo.errors import RunTimeout, ScriptFailed, Unjudged

if TYPE_CHECKING:
    from gonogo.engine.state import RunState

SCRIPT_SECONDS = 5.0
"""One script."""
STEP_SECONDS = 20.0
"""All scripts of one step."""
LANGUAGE = "javascript"
_FACT = re.compile(r"\b[a-z][a-z0-9]*_[a-z0-9_]+\b")
_ASSERTION = "AssertionError: "
_SECRET = re.compile(r"""\bget_secret\(\s*(["'`])([^"'`\\]{1,100})\1\s*\)""")
_MOST_ASKED = 10
"""Times that a script is run anew because it asks for a secret whose name it makes up itself."""
HIDDEN = "(hidden: the script uses get_secret)\n"


@dataclass(slots=True, kw_only=True)
class Scripting:
    """What the scripts of one run share with it; between themselves they share variables only."""

    before: tuple[str, ...] = ()
    """The environment's, before each request."""
    after: tuple[str, ...] = ()
    """The environment's, after each response."""
    initial: list[ScriptResult] = field(default_factory=list)
    """What came of the scripts that ran before the first step."""
    facts: Mapping[str, str] = field(default_factory=dict)
    kinds: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Variables that scripts set to more than a text: the text, and what it stands for."""
    random: Random = field(default_factory=lambda: Random(0))  # noqa: S311 -- test data

    def kinds_of(self, variables: Mapping[str, str]) -> dict[str, str]:
        """Of those that still are what a script made them."""
        held = self.kinds.items()
        return {name: kind for name, (text, kind) in held if variables.get(name) == text}

    def note_kinds(self, outcome: Outcome) -> None:
        """Keep what a script says of the variables that it set."""
        for name, text in outcome.changes.items():
            self.kinds.pop(name, None)
            if text is not None and name in outcome.kinds:
                self.kinds[name] = (text, outcome.kinds[name])


def run_initial(sources: tuple[str, ...], state: RunState) -> None:
    """Run the environment's own scripts, once; raises `Unjudged` if one breaks.

    Assertions in them are ignored (source: `contracts/runscope.md` 7).
    """
    turn = Turn(state)
    for number, source in enumerate(sources, start=1):
        outcome = turn.run(source, "initial")
        error = outcome.error or ""
        ignored = error.startswith(_ASSERTION)
        state.scripting.initial.append(
            ScriptResult(passed=True, output=f"{outcome.output}Ignored: {error}\n")
            if ignored
            else ScriptResult(passed=outcome.passed, output=outcome.output, error=outcome.error)
        )
        if not outcome.passed and not ignored:
            which = f", initial script {number}" if len(sources) > 1 else ", initial script"
            raise ScriptFailed(f"{state.place}{which}: {error}")


def _named(source: str, facts: Mapping[str, str]) -> dict[str, str]:
    """The facts that a script names; which names there are, nobody can list."""
    return {name: facts[name] for name in set(_FACT.findall(source)) if name in facts}


class Turn:
    """The scripts of one step, which share its time."""

    def __init__(self, state: RunState) -> None:
        self._state = state
        self._left = STEP_SECONDS
        self.results: tuple[ScriptResult, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every script up to now did."""
        return all(result.passed for result in self.results)

    def before(self, step: Any) -> tuple[Any, RunState]:
        """Run what comes before the request; the step and the state to compose it from.

        The first script that fails ends it: what it should have prepared is not sent.
        """
        state = self._state
        for source in (*state.scripting.before, *step.before_scripts):
            shown = planned(step, state)
            outcome = self._note(self.run(source, "prerequest", step, request=shown))
            if not outcome.passed:
                break
            if outcome.request is not None:
                step, state = edited(step, state, shown, outcome.request)
        return step, state

    def after(self, step: Any, request: HttpRequest, answer: Answer) -> None:
        """Run what looks at the response. Each gets its own copy of it."""
        sources = (*self._state.scripting.after, *step.scripts)
        if not sources:
            return
        documents = {"request": sent_as(request), "response": arrived(answer)}
        for source in sources:
            self._note(self.run(source, "test", step, **documents))

    def own(
        self, sources: tuple[str, ...], event: Event, step: Step, **documents: Mapping[str, Any]
    ) -> None:
        """Run a step's own scripts and no others, each with its own copy of the documents."""
        for source in sources:
            self._note(self.run(source, event, step, **documents))

    def run(
        self,
        source: str,
        event: Event,
        step: Any = None,
        request: Mapping[str, Any] | None = None,
        response: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """Run one script and take over the variables that it set."""
        state = self._state
        seconds = min(SCRIPT_SECONDS, self._left, state.remaining())
        if state.remaining() <= 0:
            raise RunTimeout(f"{state.place}: the run's time was over before its scripts were.")
        if seconds <= 0:
            return Outcome(
                passed=False, error=f"the step's scripts took {STEP_SECONDS:g} s: no time is left"
            )
        draw = state.scripting.random.getrandbits
        script = Script(
            source=source,
            event=event,
            variables=(variables := state.scope.snapshot()),
            kinds=state.scripting.kinds_of(variables),
            context=_named(source, state.scripting.facts),
            request=request,
            response=response,
            info={"requestName": step.note, "requestId": step.id} if step else {},
            seed=(draw(32), draw(32), draw(32), draw(32)),
        )
        outcome = self._with_secrets(script, seconds)
        self._left -= outcome.seconds
        state.scripting.note_kinds(outcome)
        for name, text in outcome.changes.items():
            if text is None:
                state.scope.forget(name)
            else:
                state.scope.set(name, text)
        return outcome

    def _with_secrets(self, script: Script, seconds: float) -> Outcome:
        """Run it with the secrets that it uses; nothing stays of a try that lacked one."""
        asked = {name for _, name in _SECRET.findall(script.source)}
        secrets: dict[str, str] = {}
        spent = 0.0
        for _ in range(_MOST_ASKED):
            found = {name: self._secret(name) for name in asked - secrets.keys()}
            secrets |= {name: value for name, value in found.items() if value is not None}
            script = replace(script, secrets=secrets)
            outcome = languages[LANGUAGE].run(script, seconds - spent, self._state.clock.now)
            spent += outcome.seconds
            asked = {name for name in outcome.wanted if self._secret(name) is not None}
            if not asked or spent >= seconds:
                break
        output = HIDDEN if outcome.revealed and outcome.output else outcome.output
        return replace(outcome, seconds=spent, output=output)

    def _secret(self, name: str) -> str | None:
        try:
            return self._state.vault.value(name)
        except Unjudged as error:
            raise Unjudged(f"{self._state.place}, script: {error.message}") from None

    def _note(self, outcome: Outcome) -> Outcome:
        result = ScriptResult(passed=outcome.passed, output=outcome.output, error=outcome.error)
        self.results = (*self.results, result)
        return outcome
