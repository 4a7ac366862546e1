"""A gate: a deployment that waits for our answer, and what to run for it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal, NewType

from gonogo.domain.ids import BatchId, ProjectId
from gonogo.domain.project import TargetKind
from gonogo.domain.terms import Policy

GateId = NewType("GateId", str)
BindingId = NewType("BindingId", str)
Answer = Literal["go", "no-go"]

MAX_BINDINGS = 500
"""Of one deployment of gonogo: each question looks through them all."""
MARGIN = 300.0
"""Seconds before whoever asked gives up, at which we say no ourselves: with a reason."""
FIRST_LOOK = 30.0
"""Seconds after which the janitor looks whether a question was left half done."""
LOOK_AGAIN = 55.0
LONGEST_PAUSE = 300.0
"""Between two tries to tell an answer."""
NOWHERE = "-"
"""It was put off, and whoever asks has not come back yet."""
_WILDCARDS = "*?"
_PATTERN = re.compile(r"[A-Za-z0-9._+=,@:/*?#-]{1,200}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What to run for a gate."""

    project: str
    """Id or name."""
    kind: TargetKind = "project"
    target: str | None = None
    """Id or name; None for the project itself."""
    environment: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    """What a control plane asks: may this go on?"""

    kind: str
    """The gate's kind: a file of `gates/`."""
    identity: str
    """The same in each delivery of the same question."""
    reference: Mapping[str, str]
    """What the answer must hold: ids of the control plane, opaque to us."""
    subject: Mapping[str, str]
    """Of whom it is: what the patterns of bindings are compared with."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Of the deployment: its tests see them as variables."""
    group: str = ""
    """The deployment or action that this question belongs to: it may be stopped as a whole."""
    deadline_at: float
    """When whoever asks gives up."""
    aim: Aim | None = None
    """Given with the question; None: a binding says."""
    untested: str = ""
    """Why it may go on without a test: a rollback must not be held up."""
    wrong: str = ""
    """Why nothing can be run for it: its own settings have a mistake."""
    place: str = ""
    """Where the answer goes from now on, if this was asked before and put off."""

    @property
    def gate(self) -> GateId:
        """One gate a question, however often it is asked."""
        text = f"{self.kind}\0{self.identity}"
        return GateId(hashlib.sha256(text.encode()).hexdigest()[:32])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """What a control plane says of a deployment that is over: nobody waits any more."""

    group: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One question, and how far its answer is."""

    id: GateId
    kind: str
    reference: Mapping[str, str]
    subject: Mapping[str, str]
    facts: Mapping[str, str] = field(default_factory=dict)
    group: str = ""
    aim: Aim | None = None
    project: ProjectId | None = None
    """None until something to run was found."""
    claimed: bool = False
    """Whether it is known to be ours to answer."""
    binding: BindingId | None = None
    batch: BatchId | None = None
    place: str = ""
    """Where its answer goes since it was put off; `NOWHERE` until it is asked again."""
    answer: Answer | None = None
    """Decided once, and never again."""
    reason: str = ""
    """Why, for people: the first failing assertions."""
    told_at: float | None = None
    """When whoever asked took the answer, or could not be told any more: see `outcome`."""
    outcome: str = ""
    """`told`, `late` (there was an answer already, or a time-out), `lost` (nobody to tell)."""
    tries: int = 0
    problem: str = ""
    """Why telling failed last."""
    created_at: float = 0.0
    deadline_at: float = 0.0
    due_at: float = 0.0
    """When the janitor looks at it again."""

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        return self.told_at is not None

    @property
    def last_moment(self) -> float:
        """When an answer must be decided: early enough to be told."""
        waits = self.deadline_at - self.created_at
        return self.deadline_at - min(MARGIN, waits / 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Says what is run for the questions of some deployments."""

    id: BindingId
    project: ProjectId
    kind: str
    """The gate's kind that it is for."""
    match: Mapping[str, str] = field(default_factory=dict)
    """Patterns by field of the subject, `*` and `?` as in file names; a field not named fits."""
    target_kind: TargetKind = "project"
    target: str = ""
    """The id of the project, suite or test."""
    environment: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    note: str = ""
    created_at: float = 0.0
    version: int = 1

    def fits(self, kind: str, subject: Mapping[str, str]) -> bool:
        """Whether it is for this question.

        >>> shop = Binding(id=BindingId("b"), project=ProjectId("p"), kind="ecs_hook",
        ...                match={"service": "shop-*"})
        >>> shop.fits("ecs_hook", {"service": "shop-api", "cluster": "main"})
        True
        """
        return kind == self.kind and all(
            fnmatchcase(subject.get(name, ""), pattern) for name, pattern in self.match.items()
        )

    @property
    def weight(self) -> tuple[int, int]:
        """How exact it is: of several that fit, the most exact one counts."""
        plain = [sum(c not in _WILDCARDS for c in pattern) for pattern in self.match.values()]
        return sum(map(bool, plain)), sum(plain)

    def aim(self) -> Aim:
        """What it says is to be run."""
        return Aim(
            project=self.project,
            kind=self.target_kind,
            target=self.target or None,
            environment=self.environment,
            variables=self.variables,
            policy=self.policy,
        )


def gate_of(knock: Knock, now: float) -> Gate:
    """A question as it is stored when it is first asked; some are answered by what they are."""
    answer: Answer | None = "go" if knock.untested else "no-go" if knock.wrong else None
    return Gate(
        id=knock.gate,
        kind=knock.kind,
        reference=knock.reference,
        subject=knock.subject,
        facts=knock.facts,
        group=knock.group,
        aim=knock.aim,
        answer=answer,
        reason=knock.untested or knock.wrong,
        created_at=now,
        deadline_at=knock.deadline_at,
        due_at=now + FIRST_LOOK,
    )


def has_wildcard(pattern: str) -> bool:
    """Whether it can fit more than one name."""
    return any(letter in _WILDCARDS for letter in pattern)


def is_pattern(text: str) -> bool:
    """Whether it can be compared with names of AWS."""
    return _PATTERN.fullmatch(text) is not None


def best(bindings: tuple[Binding, ...], kind: str, subject: Mapping[str, str]) -> Binding | None:
    """The most exact binding that fits; of equals the oldest."""
    fitting = [binding for binding in bindings if binding.fits(kind, subject)]
    fitting.sort(key=lambda binding: (-binding.weight[0], -binding.weight[1], binding.created_at))
    return fitting[0] if fitting else None
