"""Gates and what is bound to them: what is asked, and the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gonogo.domain.gate import Binding, Gate
from gonogo.domain.ids import ProjectId
from gonogo.domain.project import Project, TargetKind
from gonogo.domain.terms import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Bind:
    """Say what is run for the questions of some deployments, with a key of role `admin`.

    A binding can decide about anybody's deployments in the account: that is why.
    """

    key: str | None
    project: str
    """Id or name."""
    kind: str
    match: Mapping[str, str] = field(default_factory=dict)
    target_kind: TargetKind = "project"
    target: str | None = None
    """Id or name; None for the project itself."""
    environment: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    note: str = ""
    binding: str | None = None
    """The one to replace; None makes one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbind:
    """Remove a binding, with a key of role `admin`; answers an `Unbound`."""

    key: str | None
    project: str
    binding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBindings:
    """A project's bindings, oldest first, with a key of role `read`."""

    key: str | None
    project: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingView:
    """One binding."""

    project: Project
    binding: Binding
    changed: bool = True
    """False: it was there already, as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingList:
    """Bindings, oldest first."""

    project: Project
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbound:
    """It decides nothing more."""

    id: str
    project: ProjectId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListGates:
    """The newest questions that a project answered, with a key of role `read`."""

    key: str | None
    project: str
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class GateList:
    """Questions, newest first."""

    project: Project
    gates: tuple[Gate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TryGate:
    """What would be run for a deployment, with a key of role `admin`; nothing is started."""

    key: str | None
    kind: str
    subject: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateTried:
    """The binding that decides; None: the answer would be no-go."""

    binding: Binding | None
    project: Project | None
    tests: int = 0
    """How many would run; none is a no-go."""
    reason: str = ""
    """Why it would be a no-go without a test."""


OF_GATES = (Bind, Unbind, ListBindings, ListGates, TryGate)
