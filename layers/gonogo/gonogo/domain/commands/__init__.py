"""What a caller can ask for, and what the use cases answer: dialects speak both, vendor-free.

Here stands what every trigger and poll loads; the other modules hold what is asked for less often.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gonogo.domain.batch import Batch
from gonogo.domain.environment import Environment
from gonogo.domain.ids import ProjectId, TriggerId
from gonogo.domain.key import Key, KeyShape, Role
from gonogo.domain.project import Project, TargetKind
from gonogo.domain.result import RunResult
from gonogo.domain.run import Run
from gonogo.domain.terms import Idempotency, Phases, Selection, Terms
from gonogo.domain.test import TestHead


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableSet:
    """Variables of one start; `environment` is an id or a name, None for the default."""

    variables: Mapping[str, str] = field(default_factory=dict)
    environment: str | None = None
    locations: tuple[str, ...] = ()
    """In place of those of the start, for this set."""
    webhooks: tuple[str, ...] = ()
    """Besides those of the start, for this set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartByTrigger:
    """Start what a trigger URL names. The id is the secret: no key is looked at."""

    trigger: str
    kinds: tuple[TargetKind, ...]
    """What the trigger may point at on this route."""
    sets: tuple[VariableSet, ...] = (VariableSet(),)
    locations: tuple[str, ...] = ()
    """Asked for by code; empty for those of the environment."""
    webhooks: tuple[str, ...] = ()
    shared_only: bool = False
    """Whether a named environment must be a shared one."""
    depth: int = 0
    """How many runs led to this start."""
    selection: Selection = field(default_factory=Selection)
    terms: Terms = field(default_factory=Terms)
    idempotency: Idempotency | None = None
    wait: int = 0
    """Seconds (≤ 25) to wait for the end before the answer."""
    limit: int = 10
    window: int = 10
    """At most `limit` starts in any `window` seconds."""
    dialect: str = "native"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Start a project, suite or test, named by id or name, with a key of role `trigger`."""

    key: str | None
    project: str
    """Id or name."""
    kind: TargetKind
    target: str | None = None
    """Id or name; None for the project itself."""
    sets: tuple[VariableSet, ...] = (VariableSet(),)
    locations: tuple[str, ...] = ()
    webhooks: tuple[str, ...] = ()
    depth: int = 0
    """How many runs led to this start."""
    selection: Selection = field(default_factory=Selection)
    phases: Phases | None = None
    """Of a project: these of its tests, in phases, in place of all that are enabled."""
    terms: Terms = field(default_factory=Terms)
    idempotency: Idempotency | None = None
    wait: int = 0
    """Seconds (≤ 25) to wait for the end before the answer."""
    windows: tuple[tuple[str, int, int], ...] = ()
    """Further rate windows of the dialect: what of the project is counted, limit, seconds."""
    dialect: str = "native"


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The answer to a start: everything is stored when it is given."""

    project: Project
    batch: Batch
    runs: tuple[Run, ...]
    refused: int = 0
    """Runs asked for that could not be made: unknown locations."""
    tests: Mapping[str, TestHead] = field(default_factory=dict)
    """Heads of the tests that were started, by id."""
    replayed: bool = False
    """Whether this is the answer to an earlier start with the same idempotency key."""
    skipped: tuple[str, ...] = ()
    """Tests that a rerun could not start again: gone or disabled; their ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRun:
    """Read a run and its result, with a key of role `read`; `wait` seconds (≤ 25) for its end."""

    key: str | None
    run: str
    """Id or number."""
    project: str | None = None
    test: str | None = None
    """If given, the run must belong to them."""
    wait: int = 0
    batch: bool = False
    """Whether its batch is wanted too, for its terms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """A run with all that an answer about it may say."""

    project: Project
    run: Run
    result: RunResult | None = None
    test: TestHead | None = None
    """None once the test was deleted."""
    undelivered: int = 0
    """How many receivers could not be told of it."""
    batch: Batch | None = None
    """Where its terms are wanted too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBatch:
    """Read a batch and its runs, with a key of role `read`; `wait` seconds (≤ 25) for its end."""

    key: str | None
    batch: str
    wait: int = 0
    results: bool = False
    """Whether the runs' results are wanted too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchView:
    """A batch with its runs, in their order."""

    project: Project
    batch: Batch
    runs: tuple[RunView, ...]
    undelivered: int = 0
    """How many receivers could not be told of it or of one of its runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """Create or update a project's definitions by name, with a key of role `write`."""

    key: str | None
    document: object
    """The parsed JSON of a definition document."""
    project: str | None = None
    """Over the document's own `project`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a push did to one thing."""

    kind: str
    """`project`, `environment`, `test` or `suite`."""
    name: str
    id: str
    action: str
    """`created`, `updated` or `unchanged`."""
    trigger: TriggerId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """Everything that a push looked at, changed or not."""

    project: Project
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateKey:
    """Make a key, with a key of role `admin`."""

    key: str | None
    name: str
    role: Role
    projects: tuple[str, ...] = ()
    """Ids or names; needed unless the role is `admin`."""
    shape: KeyShape = "native"
    expires_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCreated:
    """A new key; `secret` is shown this once."""

    key: Key
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListKeys:
    """Every key, with a key of role `admin`."""

    key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyList:
    """Keys, newest first."""

    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeKey:
    """Make a key useless at once, with a key of role `admin`."""

    key: str | None
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRevoked:
    """It opens nothing any more."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTest:
    """A test as the catalog keeps it: its steps are plain data, read by who runs them."""

    head: TestHead
    steps: tuple[Mapping[str, object], ...]
    own: tuple[Environment, ...] = ()
    kept: Mapping[str, object] = field(default_factory=dict)
    """What a vendor's client stored with it and gonogo has no use for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMessage:
    """One queue message: which run to execute, and its tenant for fair queues."""

    run: str
    project: ProjectId


Command = object
"""A command of this package; the dispatcher knows each by its class."""
Answer = object
"""What a use case answers to its command."""
