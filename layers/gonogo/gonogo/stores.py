"""Further ports, of what is kept beside definitions and runs: records, files, who did what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # as in ports.py
    from collections.abc import Iterable, Mapping
    from datetime import date

    from gonogo.domain.audit import AuditEntry
    from gonogo.domain.batch import Batch
    from gonogo.domain.gate import Answer, Binding, BindingId, Gate, GateId
    from gonogo.domain.ids import BatchId, ProjectId, ScheduleId
    from gonogo.domain.left import Left
    from gonogo.domain.receipt import Receipt
    from gonogo.domain.record import Record
    from gonogo.domain.run import Run
    from gonogo.domain.schedule import Schedule, ScheduleChange
    from gonogo.domain.usage import Usage


class Records(Protocol):
    """Documents that vendors' clients keep in a project."""

    def of(self, project: ProjectId, kind: str) -> tuple[Record, ...]:
        """The records of a kind, oldest first, read consistently."""
        ...

    def find(self, project: ProjectId, kind: str, id: str) -> Record | None:
        """One record, read consistently."""
        ...

    def owner(self, kind: str, id: str) -> ProjectId | None:
        """The project that has the record."""
        ...

    def put(self, record: Record) -> None:
        """Create (version 1) or replace; `Conflict`: the stored version must be `version` - 1."""
        ...

    def delete(self, project: ProjectId, kind: str, id: str) -> bool:
        """Forget a record; False if there was none."""
        ...

    def clear(self, project: ProjectId) -> None:
        """Forget every record of the project."""
        ...


class Files(Protocol):
    """Objects by name; the name begins with the project's id."""

    def upload_url(self, name: str, size: int, seconds: int) -> str:
        """Where exactly so many bytes may be PUT for so long."""
        ...

    def download_url(self, name: str, filename: str, seconds: int) -> str:
        """Where the object can be got for so long, as a file of that name."""
        ...

    def put(self, name: str, content: bytes, media_type: str) -> None:
        """Store an object."""
        ...

    def size(self, name: str) -> int | None:
        """The size of the object in bytes; None if there is none."""
        ...

    def delete(self, name: str) -> None:
        """Remove the object, if it is there."""
        ...

    def clear(self, project: ProjectId) -> None:
        """Remove every object of the project."""
        ...


class Audit(Protocol):
    """Who changed what: entries are added and read, and neither changed nor removed."""

    def note(self, entry: AuditEntry) -> None:
        """Add a change; `AlreadyThere` if its number is taken in its project."""
        ...

    def of(self, project: ProjectId, limit: int, before: int | None) -> tuple[AuditEntry, ...]:
        """The newest changes whose number is below."""
        ...


class Usages(Protocol):
    """How much projects were used, by day."""

    def count(self, batch: Batch, usage: Usage) -> None:
        """Add what a batch used to its day, once however often it is asked for."""
        ...

    def of(self, project: ProjectId, first: date, last: date) -> Mapping[date, Usage]:
        """What was used on each of the days, but for those without use."""
        ...


class Handovers(Protocol):
    """What runs leave to those after them in their batch; nobody else reads it."""

    def leave(self, run: Run, left: Left) -> None:
        """Keep what this attempt of a run leaves; `Invalid` if it is too much."""
        ...

    def of(self, runs: tuple[Run, ...]) -> Iterable[Left]:
        """What these runs left, each in its last attempt, in their order; nothing where nothing."""
        ...


class Receipts(Protocol):
    """What was noted of starts that may be asked for again."""

    def note(self, name: str, receipt: Receipt, now: float, seconds: int = ...) -> Receipt:
        """Store the receipt for so long unless there is one; the one that stands."""
        ...

    def change(self, name: str, before: Receipt, after: Receipt) -> Receipt:
        """Put another in its place if it still stands; the one that stands then."""
        ...

    def forget(self, name: str, receipt: Receipt) -> None:
        """Remove it if it still stands: nothing was started."""
        ...


class Schedules(Protocol):
    """What is started again and again, and which of it the bell must be told."""

    def of(self, project: ProjectId) -> tuple[Schedule, ...]:
        """A project's schedules, oldest first, read consistently."""
        ...

    def find(self, project: ProjectId, schedule: ScheduleId) -> Schedule | None:
        """One schedule, read consistently."""
        ...

    def put(self, schedule: Schedule) -> ScheduleChange:
        """Create (version 1) or replace, and note that it changed.

        `Conflict`: the stored version must be `version` - 1.
        """
        ...

    def delete(self, project: ProjectId, schedule: ScheduleId) -> ScheduleChange | None:
        """Forget a schedule, and note that it changed; None if there was none."""
        ...

    def started(self, project: ProjectId, schedule: ScheduleId, at: float) -> None:
        """Note when it was started last; an earlier moment than is noted changes nothing."""
        ...

    def doubt(self, project: ProjectId, schedule: ScheduleId) -> None:
        """Note it as changed, there or not: its bell rang otherwise than it says."""
        ...

    def changes(self, limit: int) -> tuple[ScheduleChange, ...]:
        """What changed and was not told yet."""
        ...

    def told(self, change: ScheduleChange) -> None:
        """Forget a change, unless there was another of the same schedule since."""
        ...


class Bell(Protocol):
    """What rings when a schedule is due: `functions/scheduler` hears it, at least once."""

    def set(self, schedule: Schedule, first: float | None) -> None:
        """From now on ring as the schedule says, not before `first`; None: do not ring.

        `Unavailable` if it cannot be told now.
        """
        ...

    def drop(self, project: ProjectId, schedule: ScheduleId) -> None:
        """Ring no more for a schedule, if it ever did. `Unavailable` as above."""
        ...


class Groups(Protocol):
    """Batches of a project that may supersede each other, by the name that they share."""

    def join(
        self, project: ProjectId, group: str, number: int, *, supersedes: bool, now: float
    ) -> tuple[frozenset[int], int]:
        """Note a batch; every one that is noted, and the newest that supersedes, or 0."""
        ...

    def leave(self, project: ProjectId, group: str, numbers: frozenset[int]) -> None:
        """Forget batches that are over."""


class Gates(Protocol):
    """Questions and their answers. Every change is conditional on the state it changes."""

    def open(self, gate: Gate) -> tuple[Gate, bool]:
        """Store a question unless it is there; what is stored, and whether it is new."""
        ...

    def find(self, id: GateId) -> Gate | None:
        """One gate, read consistently."""
        ...

    def of_batch(self, batch: BatchId) -> Gate | None:
        """The gate that a batch was started for."""
        ...

    def of_group(self, group: str) -> tuple[Gate, ...]:
        """The questions of one deployment or action."""
        ...

    def of_project(self, project: ProjectId, limit: int) -> tuple[Gate, ...]:
        """A project's questions, newest first."""
        ...

    def claimed(self, id: GateId) -> None:
        """It is ours to answer."""
        ...

    def moved(self, id: GateId, place: str) -> Gate:
        """Where its answer goes from now on; it is open again, whatever was told before."""
        ...

    def attach(
        self, gate: Gate, project: ProjectId, binding: BindingId | None, batch: BatchId | None
    ) -> Gate:
        """What runs for it; once. Without a batch: whose it is, though nothing could be started."""
        ...

    def decide(self, id: GateId, answer: Answer, reason: str) -> tuple[Gate, bool]:
        """Decide the answer, unless it is decided; the gate as it then stands, and if by this."""
        ...

    def take(self, id: GateId, now: float, until: float) -> Gate | None:
        """Tell its answer, alone until then; None if another is at it, or there is nothing to."""
        ...

    def told(self, id: GateId, outcome: str, now: float) -> Gate:
        """Nothing is left to do."""
        ...

    def postpone(self, id: GateId, due_at: float, problem: str = "") -> None:
        """Look at it again then."""
        ...

    def due(self, now: float, limit: int) -> tuple[GateId, ...]:
        """Open gates whose time has come, longest overdue first."""
        ...


class Bindings(Protocol):
    """What is run for which deployments."""

    def all(self) -> tuple[Binding, ...]:
        """Every binding, oldest first, read consistently."""
        ...

    def of_project(self, project: ProjectId) -> tuple[Binding, ...]:
        """A project's bindings, oldest first."""
        ...

    def find(self, project: ProjectId, id: BindingId) -> Binding | None:
        """One binding of the project."""
        ...

    def put(self, binding: Binding) -> None:
        """Create or replace; `Conflict`: the stored version must be `version` - 1."""
        ...

    def delete(self, project: ProjectId, id: BindingId) -> bool:
        """Forget a binding; False if there was none."""
        ...
