"""What a gate's kind is: how its question is read, and how its answer is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from gonogo.domain.gate import Gate, Knock, Stop
from gonogo.errors import GonogoError

Event = Mapping[str, Any]

MINUTE = "gonogo.minute"
"""Source of the event of our own schedule."""


class Late(GonogoError):
    """There is an answer already, or whoever asked gave up: nothing is left to tell."""

    code = "late"


class Lost(GonogoError):
    """There is nobody of this name to tell: a deployment or job that does not exist."""

    code = "lost"


class NoGo(GonogoError):
    """The answer, for those who take an error for a no."""

    code = "no_go"


class Denied(GonogoError):
    """We may not answer: a permission is missing; somebody may add it before it is too late."""

    code = "denied"
    permanent = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """What CodeDeploy tells of a deployment."""

    application: str
    group: str
    creator: str
    event: str = ""
    """The lifecycle event that is under way."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Function and versions, listeners: what tests want to know of what is deployed."""


class CodeDeployPlane(Protocol):
    """CodeDeploy (`contracts/aws.md` 1)."""

    def deployment(self, id: str) -> Deployment:
        """A deployment; `Lost`, `Denied` or `Unavailable`."""
        ...

    def verdict(self, deployment: str, execution: str, *, go: bool) -> None:
        """Answer a hook; `Late`, `Lost`, `Denied` or `Unavailable`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job of a pipeline's action."""

    id: str
    nonce: str = ""
    token: str = ""
    """Of ours, if the job before it was put off."""
    configuration: Mapping[str, str] = field(default_factory=dict)
    pipeline: str = ""
    stage: str = ""
    action: str = ""
    action_execution: str = ""
    execution: str = ""
    wants_report: bool = False
    """Whether its action has an output artifact, which is to be the report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of a verdict beside yes or no; each plane cuts it to its lengths."""

    summary: str
    """One line."""
    reason: str
    """The first failing assertions."""
    link: str
    """Id of the batch, which the console makes a link of."""
    variables: Mapping[str, str] = field(default_factory=dict)
    percent: int | None = None
    report: Callable[[], bytes] | None = None
    """The runs as JUnit XML, made when it is wanted; None: nothing was run."""


class PipelinePlane(Protocol):
    """CodePipeline (`contracts/aws.md` 3)."""

    def poll(self, most: int) -> tuple[Job, ...]:
        """Jobs of our own action type that nobody has claimed."""
        ...

    def acknowledge(self, job: str, nonce: str) -> bool:
        """Claim a job; False if it was claimed before."""
        ...

    def details(self, job: str) -> Job:
        """Of which pipeline a job is."""
        ...

    def deliver(self, job: str, archive: bytes) -> None:
        """Put a zip where the job's output artifact is to be, with the credentials of the job."""
        ...

    def answer(self, job: str, told: Told, *, go: bool) -> None:
        """Answer a job."""
        ...

    def put_off(self, job: str, told: Told, token: str) -> None:
        """Not yet: another job asks again, and brings the token."""
        ...

    def approve(
        self, pipeline: str, stage: str, action: str, token: str, told: Told, *, go: bool
    ) -> None:
        """Answer a manual approval."""
        ...


class EcsPlane(Protocol):
    """ECS (`contracts/aws.md` 2)."""

    def proceed(self, deployment: str, hook: str, *, go: bool) -> None:
        """End a pause: go on, or roll back."""
        ...


@dataclass(frozen=True, slots=True)
class Planes:
    """Whom we answer."""

    codedeploy: CodeDeployPlane
    pipeline: PipelinePlane
    ecs: EcsPlane


Asked = Knock | Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class GateKind:
    """One kind of question."""

    subject: tuple[str, ...]
    """What bindings may match, outermost first."""
    closed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of these, those whose values the control plane has fixed."""
    read: Callable[[Event, Planes, float], tuple[Asked, ...] | None]
    """What an event asks at this time (Unix seconds); None: it is not of this kind.

    `Lost` or `Invalid`: it is, and cannot be answered. `Unavailable`: try again.
    """
    claim: Callable[[Gate, Planes], bool] | None = None
    """Make it ours before anything is started; False: somebody else has it."""
    put_off: Callable[[Gate, Told, Planes], None] | None = None
    """Tell how far it is; whoever asks then comes again with another place for the answer."""
    again: Callable[[Knock, Planes], None] | None = None
    """They did: make that place ours."""
    tell: Callable[[Gate, Told, Planes], None] | None = None
    """Answer whoever asked; None: they come and ask again, or want no answer."""
    reply: Callable[[Gate, Knock, Told, Planes], object] | None = None
    """What the function that was asked returns, decided or not; may raise to say no."""
    waits: bool = True
    """Whether somebody waits for the answer."""


def go(gate: Gate) -> bool:
    """Whether the answer is yes; anything else is a no."""
    return gate.answer == "go"
