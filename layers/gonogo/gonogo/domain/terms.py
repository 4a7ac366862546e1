"""On what terms a batch is started: what is replaced, what is known of the build, what counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from gonogo.domain.http import Headers
from gonogo.domain.receipt import KEPT_SECONDS

MAX_FACTS = 50
"""Of one build: they stand in the batch, and in every answer about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCookie:
    """A cookie that every run of a batch has in its jar from the beginning."""

    name: str
    value: str
    domain: str = ""
    """Empty: the host of the run's first request."""
    path: str = "/"
    secure: bool = False
    """Whether it is for https only."""
    expires_at: float | None = None
    """Unix seconds; None for as long as the run lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """What takes the place of what tests and environments say, in the runs of one start."""

    base_url: str = ""
    """For the project's `url`: `{{base_url}}`, relative addresses, and addresses below that URL."""
    hosts: tuple[tuple[str, str], ...] = ()
    """`host[:port]` and what replaces it. Without a port it fits any, and the address keeps its own
    unless the replacement names one; with one it fits only that port, and the replacement's counts,
    none included (source: `contracts/reflect.md` 3)."""
    parameters: tuple[tuple[str, str], ...] = ()
    """Query parameters of the run's first request, added or put in the place of their like."""
    headers: Headers = ()
    """Of every request, over whatever it has of that name."""
    cookies: tuple[StartCookie, ...] = ()

    @property
    def any(self) -> bool:
        """Whether anything is replaced."""
        return bool(self.base_url or self.hosts or self.parameters or self.headers or self.cookies)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What of a batch counts towards its verdict; by default everything must pass."""

    allow_errored: bool = False
    """A run that could not be judged does not make a no-go, if any other passed."""
    allow_refused: bool = True
    """A run that could not be made (unknown location) does not make a no-go."""
    allow_empty: bool = False
    """Starting nothing is a go, not a no-go."""
    min_pass_ratio: float = 1.0
    """How much of what is judged must pass, above 0 and up to 1."""
    non_blocking: tuple[str, ...] = ()
    """Tags of tests whose runs are told and do not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """All that a caller says about a start besides what to start; kept with its batch."""

    facts: Mapping[str, str] = field(default_factory=dict)
    """Of the build, by the names in `FACTS` or the caller's own."""
    overrides: Overrides = field(default_factory=Overrides)
    policy: Policy = field(default_factory=Policy)
    group: str = ""
    """Batches of one group of a project supersede each other, if they say so."""
    supersede: bool = False
    """Cancel the open batches of the same group that are older."""
    once: bool = False
    """Cancel at once what an open batch of the same group runs already, instead of running it."""
    notify: bool = True
    """Whether the project's webhooks are told."""
    kept: Mapping[str, object] = field(default_factory=dict)
    """What the caller sent, for its dialect to give back; gonogo has no use for it."""


FACTS = ("commit", "branch", "pull_request", "repository", "build_url", "version", "actor")
"""Facts that more than one dialect knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which tests of a target are meant; nothing said: all that are enabled."""

    tests: tuple[str, ...] = ()
    """Ids, numbers or names; these only, enabled or not."""
    tags: tuple[tuple[str, ...], ...] = ()
    """One of the lists must fit; all tags of a list must, `!tag` if the test does not have it."""

    def fits(self, tags: tuple[str, ...]) -> bool:
        """Whether the tag query takes a test with these tags.

        >>> Selection(tags=(("smoke", "!slow"), ("api",))).fits(("smoke", "slow"))
        False
        """
        if not self.tags:
            return True
        return any(
            all((tag[1:] not in tags) if tag.startswith("!") else (tag in tags) for tag in group)
            for group in self.tags
        )


Phase = Literal["setup", "main", "teardown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phases:
    """Tests in phases: by id, number or name, in their order; one may stand in several."""

    setup: tuple[str, ...] = ()
    """Run first, one after the other; what they leave in variables and cookies is handed on."""
    main: tuple[str, ...] = ()
    """Run if all of `setup` passed; else they are canceled, with a problem that names the test."""
    teardown: tuple[str, ...] = ()
    """Run last and one after the other, whatever happened."""
    sequential: bool = False
    """Whether those of `main` run one after the other and hand on, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Idempotency:
    """Makes a repeated start give the answer of the first one."""

    key: str
    """The caller's, 1 to 255 characters, within what it starts with."""
    fingerprint: str
    """Digest of what was asked for: another one with the same key is refused."""
    seconds: int = KEPT_SECONDS
    """For which it is remembered."""
