"""A value through its filters, one after the other; the first that cannot go on says why."""

from __future__ import annotations

from gonogo.domain.test import Filters
from gonogo.engine.expressions import Absent
from gonogo.engine.filters import filters
from gonogo.engine.filters._contract import Given
from gonogo.engine.patterns import MAX_TEXT
from gonogo.engine.state import RunState
from gonogo.engine.values import kind, name
from gonogo.errors import Invalid, Unjudged


def filtered(value: object, chain: Filters, state: RunState, spot: str) -> object:
    """What the chain makes of the value; raises `Unjudged` for a filter that is not known."""
    given = Given(state.expressions, state.clock.now())
    if isinstance(value, Absent):
        return value
    for word, arguments in chain:
        taken = value
        filled = [state.fill(text, spot, f"filter {word}") for text in arguments]
        try:
            value = _applied(word, value, filled, given)
        except Invalid as error:
            known = f"Known are {error.accepted}."
            raise Unjudged(f"{state.place}, {spot}: {error.message} {known}") from None
        except (RecursionError, MemoryError, ValueError):
            value = Absent("the value is nested too deeply or too large", fault=True)
        if isinstance(value, str) and len(value) > MAX_TEXT:
            value = Absent(f"the text has more than {MAX_TEXT} characters", fault=True)
        if isinstance(value, Absent):
            return Absent(f"filter {word} on {_shown(taken)}: {value.why}", value.fault)
    return value


def _shown(value: object) -> str:
    try:
        return name(value)
    except (RecursionError, ValueError):
        return kind(value)


def _applied(word: str, value: object, arguments: list[str], given: Given) -> object:
    found = filters[word]
    if found.takes and kind(value) not in found.takes:
        wanted = " or ".join(found.takes)
        return Absent(f"it takes {wanted}, not {kind(value)}", fault=True)
    if not found.fewest() <= len(arguments) <= len(found.parameters):
        wanted = ", ".join(found.parameters) or "no arguments"
        return Absent(f"it takes {wanted}, not {len(arguments)} arguments", fault=True)
    return found.apply(value, *((given,) if found.needs else ()), *arguments)
