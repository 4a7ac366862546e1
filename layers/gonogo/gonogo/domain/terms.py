"""The terms of a start: what its caller asks for besides what to run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """Changes to the requests of a run, for this run only."""

    base_url: str = ""
    """Takes the place of the project's URL, and of the variable `base_url`."""
    hostnames: tuple[tuple[str, str], ...] = ()
    """Original and replacement, each `host` or `host:port` (`contracts/reflect.md` 3)."""
    parameters: tuple[tuple[str, str], ...] = ()
    """Query parameters of the first request, added or replaced."""
    headers: tuple[tuple[str, str], ...] = ()
    """Sent with every request, over those of the environment."""
    cookies: tuple[Mapping[str, object], ...] = ()
    """`name` and `value`; optional `domain`, `path`, `secure`, `expires` in epoch seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """When a batch is `go`; as it stands: every run passed and at least one ran."""

    min_pass_ratio: float = 1.0
    """Share of the runs that must have passed, 0 to 1."""
    non_blocking: tuple[str, ...] = ()
    """Tags of tests whose runs do not count."""
    nothing_is_go: bool = False
    """Whether a start that matched no test is `go`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is noted of a start and acts on all its runs."""

    facts: Mapping[str, str] = field(default_factory=dict)
    """Of the build: `commit`, `branch`, `url`, `pull_request`, `repository`, …"""
    overrides: Overrides = Overrides()
    policy: Policy = Policy()
    group: str = ""
    """Starts of one group supersede each other: the older ones' open runs are canceled."""
    idempotency_key: str = ""
    """Two starts with the same key are one; at most 255 characters."""
    fingerprint: str = ""
    """Digest of the request: the same key with another one is refused."""
    kept: Mapping[str, object] = field(default_factory=dict)
    """What the dialect wants back when it tells of the batch, such as the body as it was sent."""
