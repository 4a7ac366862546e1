"""Outcomes and their delivery: what is told to whom, and how often it was tried."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

from gonogo.domain.ids import BatchId, ProjectId, RunId, WebhookId
from gonogo.errors import NotFound

DeliveryState = Literal["waiting", "delivered", "given_up"]
SubjectKind = Literal["batch", "webhook"]
DeliveryEvent = Literal["batch.finished", "run.finished", "batch.started", "webhook.test"]

PAUSES = (10.0, 60.0, 300.0)
"""Seconds before each further attempt at an address that came with a start (the contract's)."""
_MINUTE, _HOUR = 60.0, 3600.0
WEBHOOK_PAUSES = (
    5.0,
    5 * _MINUTE,
    30 * _MINUTE,
    2 * _HOUR,
    5 * _HOUR,
    10 * _HOUR,
    14 * _HOUR,
    20 * _HOUR,
    24 * _HOUR,
)
"""The same for a project's webhooks: ten attempts in about three days (`security.md` 5.1)."""
LONGEST_PAUSE = 24 * _HOUR
"""A receiver that asks for more gets this."""
DELIVERY_TIMEOUT = 10.0
WEBHOOK_TIMEOUT = 15.0
DELIVERY_LEASE = 60.0
"""A reporter that was lost leaves its delivery to the next after this."""
KEPT_ATTEMPTS = 20
"""Newest entries of a delivery's log."""
_ADDRESS = re.compile(r"(batch|webhook)_([0-9a-f-]{36})_((?:[0-9]{1,6}-)?[0-9a-f]{16})")


@dataclass(frozen=True, slots=True)
class Subject:
    """What deliveries stand beside: the batch that they tell about, or a webhook on trial."""

    kind: SubjectKind
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A message on the outcomes topic.

    `run`, `batch`: it ended. `delivery`: its time has come. `webhook`: it was disabled.
    """

    kind: Literal["run", "batch", "delivery", "webhook"]
    project: ProjectId
    batch: BatchId | None = None
    run: RunId | None = None
    webhook: WebhookId | None = None
    delivery: str | None = None
    """Its address."""
    status: str = ""
    """The run's status, or the batch's verdict."""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try: when, and the answer's status or the reason why there was none."""

    at: float
    status: int | None = None
    problem: str | None = None
    permanent: bool = False
    """Whether trying again cannot help: a blocked address, a malformed URL."""
    milliseconds: float | None = None
    answer: str = ""
    """The head of the answer's body, without what is secret."""
    retry_after: float | None = None
    """Seconds that the receiver asked to be left alone."""

    @property
    def arrived(self) -> bool:
        """Whether it was told: only 2xx is success."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event on its way to one receiver."""

    subject: Subject
    id: str
    """Derived from event and receiver, so that planning it twice is once."""
    project: ProjectId
    event: DeliveryEvent
    run: RunId | None = None
    """The run that it tells about, unless it is about the whole batch."""
    webhook: WebhookId | None = None
    url: str = ""
    """The receiver, if it is no webhook of the project but an address that came with the start."""
    dialect: str = "native"
    """In whose words it is told."""
    number: int = 0
    """Of the run or batch: later ones are greater."""
    state: DeliveryState = "waiting"
    due_at: float = 0.0
    created_at: float = 0.0
    round: int = 0
    """How often a person asked for it again; each has the whole schedule."""
    tries: int = 0
    """Attempts of this round."""
    attempts: tuple[Attempt, ...] = ()

    @property
    def address(self) -> str:
        """Names it everywhere; the `webhook-id` of every attempt."""
        return address_of(self.subject, self.id)

    @property
    def failed(self) -> bool:
        """Whether the receiver does not know: given up, or not reached so far."""
        return self.state == "given_up" or (self.state == "waiting" and bool(self.attempts))


def address_of(subject: Subject, id: str) -> str:
    """A delivery's name in URLs and headers.

    >>> place_of(address_of(Subject("webhook", "0" * 36), "a" * 16))[1]
    'aaaaaaaaaaaaaaaa'
    """
    return f"{subject.kind}_{subject.id}_{id}"


def place_of(address: str) -> tuple[Subject, str]:
    """Where the delivery of an address is; `NotFound` for what is none."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise NotFound(f"There is no delivery {address[:80]!r}.")
    kind: SubjectKind = "batch" if found[1] == "batch" else "webhook"
    return Subject(kind, found[2]), found[3]


def delivery_id(receiver: str, index: int | None = None) -> str:
    """The id of what is told to a receiver; `index`: about that run of the batch."""
    name = hashlib.sha256(receiver.encode()).hexdigest()[:16]
    return name if index is None else f"{index}-{name}"
