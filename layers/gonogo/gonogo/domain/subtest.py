"""A test that another test runs as one of its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gonogo.domain.environment import Environment
from gonogo.domain.test import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherTest:
    """A test with the environment that it runs in."""

    test: Test
    environment: Environment | None = None
    """With what it inherits already in it; its `variables` are not read."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """What it begins with there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubtestCall:
    """What a step wants of another test."""

    test: str
    """Name or id."""
    environment: str = ""
    """Name or id; empty: the other test's own choice."""
    use_parent_environment: bool = False
    params: Mapping[str, str] = field(default_factory=dict)
    """Initial variables, over the environment's."""
