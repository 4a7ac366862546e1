"""What a source is: a part of an answer that assertions and extractions look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from gonogo.engine.answer import Answer
from gonogo.engine.expressions import Expressions

PropertyUse = Literal["none", "optional", "required"]


@dataclass(frozen=True, slots=True)
class Source:
    """One part of an answer. Its file's name is the `source` written in a definition."""

    read: Callable[[Answer, str | None, Expressions], object]
    """The value found, or an `Absent` that says why there is none."""
    property: PropertyUse = "none"
    """Whether `property` narrows it down."""
    property_means: str = ""
    """What `property` is: `header name`, `JSON path`, `XPath`."""
