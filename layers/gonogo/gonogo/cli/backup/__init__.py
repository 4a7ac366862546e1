"""What a project consists of, kept as files and brought back: all but secrets, keys and results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Backup:
    """A project, in the words of definition files and of the API."""

    definitions: Plain
    """`project`, `environments`, `tests` and `suites`, as `gonogo push` takes them."""
    operations: Plain
    """`url`, `disabled` tests, `schedules`, `webhooks`, `gates`, and the names of `secrets`."""
    left_out: tuple[str, ...] = ()
    """What could not be kept, in words."""
