"""What a script language is: text in, one plain outcome out, within limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Event = Literal["initial", "prerequest", "test"]
"""When a script runs: before the first step, before a request, after its response."""
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One script and all that it is given; no two share anything else."""

    source: str
    event: Event
    variables: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    """Variables that a script set to more than a text: `number`, `boolean` or `json`."""
    context: Mapping[str, str] = field(default_factory=dict)
    """Facts about the run, each a global of its name."""
    request: Document | None = None
    response: Document | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)
    """Those that it may have, by name; one that it lacks it asks for, and is run again."""
    info: Mapping[str, str] = field(default_factory=dict)
    """What it may know of its step: `requestName`, `requestId`."""
    seed: tuple[int, int, int, int] = (1, 2, 3, 4)
    """All chance of the script comes from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a script did."""

    passed: bool
    output: str = ""
    error: str | None = None
    changes: Mapping[str, str | None] = field(default_factory=dict)
    """Variables that it set; None where it removed one."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """What the texts of some variables stand for, as in `Script`."""
    request: Document | None = None
    """The request as a script before it left it."""
    revealed: bool = False
    """Whether it asked for a secret."""
    wanted: tuple[str, ...] = ()
    """Secrets that it asked for and was not given."""
    seconds: float = 0.0
    """What it took."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language that scripts are written in."""

    title: str
    run: Callable[[Script, float, Callable[[], float]], Outcome]
    """Called with a script, the seconds it may take, and the time of day. Never raises for what a
    script does."""
