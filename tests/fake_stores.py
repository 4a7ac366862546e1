"""In-memory stores that pass the same contract suite as those on AWS."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import wraps
from math import ceil
from threading import RLock
from typing import ParamSpec, TypeVar

from gonogo.domain.batch import Batch, Tally
from gonogo.domain.commands import RunMessage
from gonogo.domain.delivery import Outcome
from gonogo.domain.ids import BatchId, KeyId, ProjectId, RunId, TestId, number_of
from gonogo.domain.key import USE_SECONDS, Key
from gonogo.domain.result import RunResult
from gonogo.domain.run import LEASE_SECONDS, RUN_LIFETIME, Run
from gonogo.errors import AlreadyThere, Conflict, NotFound, RateLimited
from gonogo.ports import Clock
from tests.fake_catalog import FakeCatalog as FakeCatalog  # noqa: PLC0414  exported on purpose

P = ParamSpec("P")
R = TypeVar("R")
RETENTION_SECONDS = 30 * 86_400
FIRST_LOOK_SECONDS = 30.0
_LOCK = RLock()


def atomic(method: Callable[P, R]) -> Callable[P, R]:
    """One call at a time, as a conditional write is."""

    @wraps(method)
    def locked(*args: P.args, **kwargs: P.kwargs) -> R:
        with _LOCK:
            return method(*args, **kwargs)

    return locked


class FakeRuns:
    """The `Runs` port."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._batches: dict[int, Batch] = {}
        self._runs: dict[int, Run] = {}
        self._results: dict[tuple[int, int], RunResult] = {}
        self._counted: dict[int, dict[int, tuple[str, bool]]] = {}
        self._due: dict[int, float] = {}
        self._tokens: dict[int, str] = {}

    @atomic
    def create(self, batch: Batch, runs: tuple[Run, ...], *, token: str = "") -> bool:
        """Store runs and then their batch."""
        if token and self._tokens.get(batch.number) == token:
            return False
        if batch.number in self._batches or any(run.number in self._runs for run in runs):
            raise AlreadyThere("taken")
        self._runs.update({run.number: run for run in runs})
        self._batches[batch.number] = batch
        self._counted[batch.number] = {}
        self._due[batch.number] = batch.created_at + FIRST_LOOK_SECONDS
        self._tokens[batch.number] = token
        return True

    @atomic
    def batch(self, batch: BatchId) -> Batch | None:
        """A batch's head."""
        found = self._batches.get(number_of("batch", batch))
        return found if found and self._alive(found.created_at) else None

    @atomic
    def run(self, run: RunId) -> Run | None:
        """A run."""
        found = self._runs.get(number_of("run", run))
        return found if found and self._alive(found.created_at) else None

    @atomic
    def runs_of(self, batch: Batch) -> tuple[Run, ...]:
        """The runs of a batch in their order."""
        found = [self._runs.get(number) for number in batch.run_numbers]
        return tuple(run for run in found if run and self._alive(run.created_at))

    @atomic
    def batches_of(
        self, project: ProjectId, *, limit: int, before: int | None = None
    ) -> tuple[Batch, ...]:
        """The newest batches of a project."""
        found = [self._batches[number] for number in _newest(self._batches, before)]
        mine = [each for each in found if each.project == project and self._alive(each.created_at)]
        return tuple(mine[:limit])

    @atomic
    def runs_of_test(
        self, project: ProjectId, test: TestId, *, limit: int, before: int | None = None
    ) -> tuple[Run, ...]:
        """The newest runs of a test."""
        found = [self._runs[number] for number in _newest(self._runs, before)]
        mine = [each for each in found if (each.project, each.test) == (project, test)]
        return tuple([each for each in mine if self._alive(each.created_at)][:limit])

    @atomic
    def claim(self, run: RunId, now: float) -> Run | None:
        """Take a run."""
        found = self.run(run)
        if found is None:
            raise NotFound(f"There is no run {run!r}.")
        if not found.claimable(now):
            return None
        claimed = replace(
            found,
            status="running",
            attempt=found.attempt + 1,
            lease_until=now + LEASE_SECONDS,
            started_at=now,
        )
        self._runs[found.number] = claimed
        return claimed

    @atomic
    def release(self, run: RunId, now: float) -> bool:
        """Let a held run be taken."""
        found = self.run(run)
        if found is None or found.status != "queued" or not found.held:
            return False
        self._runs[found.number] = replace(
            found, held=False, ready_at=now, deadline_at=now + RUN_LIFETIME
        )
        return True

    @atomic
    def renew(self, run: RunId, attempt: int, lease_until: float) -> bool:
        """Hold the lease for longer."""
        found = self.run(run)
        if found is None or found.status != "running" or found.attempt != attempt:
            return False
        self._runs[found.number] = replace(found, lease_until=lease_until)
        return True

    @atomic
    def save_result(self, run: RunId, attempt: int, result: RunResult) -> None:
        """Store the result of an attempt."""
        self._results[number_of("run", run), attempt] = result

    @atomic
    def result(self, run: Run) -> RunResult | None:
        """The result of the attempt that finished the run."""
        found = self._results.get((run.number, run.attempt))
        return found if found and run.over and found.status == run.status else None

    def results(self, runs: Sequence[Run]) -> tuple[RunResult | None, ...]:
        """The results of runs, in their order."""
        return tuple(map(self.result, runs))

    @atomic
    def finish(self, finished: Run) -> bool:
        """Make a run terminal."""
        found = self.run(finished.id)
        if found is None or found.over or found.attempt != finished.attempt:
            return False
        self._runs[found.number] = replace(
            found,
            status=finished.status,
            started_at=finished.started_at or found.started_at,
            finished_at=finished.finished_at,
            counts=finished.counts,
            problem=finished.problem,
        )
        return True

    @atomic
    def tally(self, run: Run) -> Batch:
        """Count a terminal run into its batch."""
        if not run.over:
            raise Conflict("not over")
        batch = self.batch(run.batch)
        if batch is None:
            raise NotFound(f"There is no batch {run.batch!r}.")
        counted = self._counted[batch.number]
        counted[run.number] = run.status, run.blocking
        ends = [end for end, _ in counted.values()]
        aside = [f"aside_{end}" for end, blocking in counted.values() if not blocking]
        both = ends + aside
        tally = Tally(**{name: both.count(name) for name in Tally.__dataclass_fields__})
        self._batches[batch.number] = replace(batch, tally=tally)
        return self._batches[batch.number]

    @atomic
    def mark_announced(self, batch: BatchId, now: float) -> None:
        """Nothing is due any more."""
        found = self.batch(batch)
        if found is not None:
            self._due.pop(found.number, None)
            at = now if found.announced_at is None else found.announced_at
            self._batches[found.number] = replace(found, announced_at=at)

    @atomic
    def due_batches(self, now: float, limit: int) -> tuple[BatchId, ...]:
        """Batches whose time has come."""
        due = sorted((at, number) for number, at in self._due.items() if at <= now)
        return tuple(self._batches[number].id for _, number in due[:limit])

    @atomic
    def postpone(self, batch: BatchId, due_at: float) -> None:
        """Look at an open batch again."""
        found = self.batch(batch)
        if found is not None and found.announced_at is None:
            self._due[found.number] = due_at

    def _alive(self, created_at: float) -> bool:
        return int(created_at) + RETENTION_SECONDS > self._clock.now()


def _newest(numbers: Iterable[int], before: int | None) -> list[int]:
    return sorted((n for n in numbers if before is None or n < before), reverse=True)


class FakeKeys:
    """The `Keys` port."""

    def __init__(self) -> None:
        self._keys: dict[str, Key] = {}

    @atomic
    def find(self, hash: str) -> Key | None:
        """The key with this hash."""
        return self._keys.get(hash)

    @atomic
    def add(self, key: Key) -> None:
        """Store a key."""
        known = self._keys.values()
        taken = [each for each in known if each.id == key.id or each.hash == key.hash]
        if taken and taken != [key]:
            raise AlreadyThere("taken")
        self._keys[key.hash] = key

    @atomic
    def all(self) -> tuple[Key, ...]:
        """Every key, newest first."""
        return tuple(sorted(self._keys.values(), key=lambda key: key.created_at, reverse=True))

    @atomic
    def revoke(self, id: KeyId) -> bool:
        """Forget a key."""
        hashes = [key.hash for key in self._keys.values() if key.id == id]
        for hash in hashes:
            del self._keys[hash]
        return bool(hashes)

    @atomic
    def end(self, id: KeyId, at: float) -> Key | None:
        """Let a key end then, if not before."""
        found = next((key for key in self._keys.values() if key.id == id), None)
        if found is None:
            return None
        if found.expires_at is None or found.expires_at > at:
            found = replace(found, expires_at=at)
            self._keys[found.hash] = found
        return found

    @atomic
    def used(self, key: Key, at: float) -> None:
        """Note a use."""
        kept = self._keys.get(key.hash)
        if kept and (kept.last_used_at is None or at - kept.last_used_at >= USE_SECONDS):
            self._keys[key.hash] = replace(kept, last_used_at=at)


class FakeRateLimiter:
    """The `RateLimiter` port."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._hits: dict[str, list[float]] = {}

    @atomic
    def take(self, name: str, *, limit: int, window: int) -> None:
        """Count one call."""
        now = self._clock.now()
        hits = self._hits.setdefault(name, [])
        if len(hits) >= limit and hits[-limit] > now - window - 0.05:
            wait = max(1, ceil(hits[-limit] + window + 0.05 - now))
            raise RateLimited("too many", limit=limit, window=window, retry_after=wait)
        hits.append(now)


class FakeSessions:
    """The `Sessions` port."""

    def __init__(self) -> None:
        self._sessions: dict[str, tuple[str, float]] = {}

    def open(self, token_hash: str, key_hash: str, expires_at: float) -> None:
        """Remember a session."""
        self._sessions[token_hash] = (key_hash, expires_at)

    def key_hash(self, token_hash: str, now: float) -> str | None:
        """The hash of the key that opened it."""
        key_hash, expires_at = self._sessions.get(token_hash, ("", now))
        return key_hash if expires_at > now else None


class FakeQueue:
    """The `RunQueue` port; `sent` is what an executor would receive."""

    def __init__(self) -> None:
        self.sent: list[RunMessage] = []

    def send(self, messages: tuple[RunMessage, ...]) -> None:
        """Queue runs."""
        self.sent.extend(messages)

    def backlog(self) -> int:
        """How many wait."""
        return len(self.sent)


class FakeAnnouncer:
    """The `Announcer` port; `published` is what subscribers would receive."""

    def __init__(self) -> None:
        self.published: list[Outcome] = []

    def publish(self, outcome: Outcome) -> None:
        """Announce."""
        self.published.append(outcome)
