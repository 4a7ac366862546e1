"""What the inside asks of the outside: small protocols, one per need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # protocols are made of names: nobody pays for all the domain to ask for a clock
    from collections.abc import Iterable, Sequence

    from gonogo.domain.batch import Batch
    from gonogo.domain.commands import RunMessage, StoredTest
    from gonogo.domain.delivery import Delivery, Outcome, Subject
    from gonogo.domain.environment import Environment
    from gonogo.domain.http import Cookie, HttpRequest, HttpResponse
    from gonogo.domain.ids import (
        BatchId,
        KeyId,
        ProjectId,
        RunId,
        StepId,
        TestId,
        TriggerId,
        WebhookId,
    )
    from gonogo.domain.inbound import Arrival
    from gonogo.domain.key import Key
    from gonogo.domain.project import Launch, Project, Suite, Trigger
    from gonogo.domain.result import RunResult
    from gonogo.domain.run import Run
    from gonogo.domain.secret import SecretHead
    from gonogo.domain.subtest import OtherTest
    from gonogo.domain.test import TestHead
    from gonogo.domain.webhook import Webhook, WebhookSecret


class HttpSession(Protocol):
    """Requests that belong together: they share cookies (when kept) and live connections."""

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send and read the answer, within `request.timeout` seconds; raises `HttpFailure`."""
        ...

    def give(self, cookies: Iterable[Cookie]) -> None:
        """Send these cookies from now on, whether or not those of answers are kept."""
        ...

    def cookies(self) -> tuple[Cookie, ...] | None:
        """What stands in the jar; None if none are kept."""
        ...

    def close(self) -> None:
        """Drop cookies and connections."""
        ...


class HttpSender(Protocol):
    """The one way out."""

    def session(self, *, keep_cookies: bool = False) -> HttpSession:
        """A fresh session; `keep_cookies`: it has a jar with a browser's domain and path rules."""
        ...


class Clock(Protocol):
    """Time, so that tests can set it."""

    def now(self) -> float:
        """Unix seconds."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class Tests(Protocol):
    """The tests that a test may run as its steps: those that stand beside it."""

    def find(self, test: str, environment: str) -> OtherTest | None:
        """A test by name or id, and its environment by name or id; None if there is no such test.

        Without an environment it is the test's own choice. `Invalid` if it has none of that name.
        """
        ...


class Inbox(Protocol):
    """Calls from outside, by address, kept for the runs that wait for them."""

    def open(self, address: str, run: RunId, until: float) -> None:
        """From now on the run waits for calls to the address."""
        ...

    def close(self, address: str, run: RunId) -> None:
        """The run waits no more."""
        ...

    def awaited(self, address: str, now: float) -> bool:
        """Whether a run waits for calls to the address."""
        ...

    def put(self, address: str, arrival: Arrival) -> None:
        """Keep a call for whoever waits."""
        ...

    def arrivals(self, address: str, since: float) -> Iterable[Arrival]:
        """The calls to the address from that moment on, oldest first, read consistently."""
        ...


class Incoming(Protocol):
    """Calls from outside to one run, as its steps see them."""

    def expect(self, steps: Iterable[StepId]) -> None:
        """Listen for calls to these steps, and to the run itself, from now on."""
        ...

    def lasting_url(self, step: StepId) -> str:
        """The URL of a step that is the same in every run."""
        ...

    def take(self, step: StepId, place: str) -> Arrival | None:
        """The first call for the step that none had yet: to its own URL, or to `place` below the
        run's."""
        ...


LOCK_SECONDS = 40.0
"""Longer than a function of the API can live."""


class Catalog(Protocol):
    """Definitions. Everything is asked for within its project: that is the tenant check."""

    def trigger(self, trigger: TriggerId) -> Trigger | None:
        """What a trigger id points at."""
        ...

    def launch(self, trigger: Trigger) -> Launch:
        """All that starting this target needs, read consistently; `NotFound` if it is gone."""
        ...

    def project(self, project: ProjectId) -> Project | None:
        """One project."""
        ...

    def find_project(self, name: str) -> Project | None:
        """A project by its name, which is unique in a deployment."""
        ...

    def projects(self) -> tuple[Project, ...]:
        """Every project, by name."""
        ...

    def add_project(self, project: Project) -> None:
        """Store a project, its name and trigger at once; `AlreadyThere` if the name is taken."""
        ...

    def change_project(self, project: Project, before: Project) -> None:
        """Replace a project, whose version is then one more than that of `before`.

        `Conflict` if another was faster, `AlreadyThere` if a new name is taken.
        """
        ...

    def delete_project(self, project: Project) -> None:
        """Remove a project and all that it owns; done again, it goes on where it was cut off."""
        ...

    def lock(self, project: ProjectId) -> str | None:
        """Be the only one who pushes to the project; a token, or None while another is.

        Let go by `unlock`; a holder that died is forgotten after `LOCK_SECONDS`.
        """
        ...

    def unlock(self, project: ProjectId, token: str) -> None:
        """Let the next one push; without effect if the token holds no more."""
        ...

    def test_head(self, project: ProjectId, test: TestId) -> TestHead | None:
        """A test without its steps."""
        ...

    def test_heads(self, project: ProjectId) -> tuple[TestHead, ...]:
        """Every test of a project without steps, by name."""
        ...

    def test(self, project: ProjectId, test: TestId) -> StoredTest | None:
        """A test with its steps and own environments."""
        ...

    def put_test(self, project: ProjectId, test: StoredTest) -> None:
        """Create or replace a test, its steps and its trigger at once.

        `Conflict` if another writer was faster: the stored version must be `head.version` - 1.
        """
        ...

    def delete_test(self, project: ProjectId, head: TestHead) -> None:
        """Remove a test, its steps, environments and trigger at once, if they are there."""
        ...

    def shared_environments(self, project: ProjectId) -> tuple[Environment, ...]:
        """The project's shared environments."""
        ...

    def put_shared_environments(
        self, project: ProjectId, environments: tuple[Environment, ...]
    ) -> None:
        """Replace the project's shared environments."""
        ...

    def suites(self, project: ProjectId) -> tuple[Suite, ...]:
        """The project's suites, by name."""
        ...

    def put_suite(self, project: ProjectId, suite: Suite) -> None:
        """Create or replace a suite and its trigger at once.

        `Conflict` if another writer was faster: the stored version must be `suite.version` - 1.
        """
        ...

    def delete_suite(self, project: ProjectId, suite: Suite) -> None:
        """Remove a suite and its trigger at once, if they are there."""
        ...


class Keys(Protocol):
    """API keys by the hash of their secret."""

    def find(self, hash: str) -> Key | None:
        """The key with this hash, expired or not; None if unknown or revoked."""
        ...

    def add(self, key: Key) -> None:
        """Store a key."""
        ...

    def all(self) -> tuple[Key, ...]:
        """Every key, newest first."""
        ...

    def revoke(self, id: KeyId) -> bool:
        """Forget a key; False if there was none."""
        ...

    def end(self, id: KeyId, at: float) -> Key | None:
        """Let a key end then, if not before; as it is now, or None if there is none."""
        ...

    def used(self, key: Key, at: float) -> None:
        """Note that a key was used, at most once a minute; whoever used it does not suffer."""
        ...


class Secrets(Protocol):
    """Secret variables: anybody's to write, a run's to read, and nobody else's."""

    def put(self, project: ProjectId, head: SecretHead, value: str) -> None:
        """Create or replace a secret."""
        ...

    def heads(self, project: ProjectId) -> tuple[SecretHead, ...]:
        """Every secret but for its value, by name."""
        ...

    def delete(self, project: ProjectId, name: str) -> bool:
        """Forget a secret; False if there was none."""
        ...

    def value(self, project: ProjectId, name: str) -> str | None:
        """The secret's value, whatever name is asked for; None if there is no such secret.

        `Unavailable` if there is one, and it cannot be read.
        """
        ...


class RateLimiter(Protocol):
    """Exact sliding windows."""

    def take(self, name: str, *, limit: int, window: int) -> None:
        """Count one call of `name`; `RateLimited` if `limit` were taken in `window` seconds."""
        ...


class Sessions(Protocol):
    """Browser sessions: a random token stands for a key for some hours."""

    def open(self, token_hash: str, key_hash: str, expires_at: float) -> None:
        """Remember a session."""
        ...

    def key_hash(self, token_hash: str, now: float) -> str | None:
        """The hash of the key that opened it; None if unknown or over."""
        ...


class Runs(Protocol):
    """Batches, runs and results. Every change is conditional on the state it changes."""

    def create(self, batch: Batch, runs: tuple[Run, ...], *, token: str = "") -> bool:
        """Store runs and then their batch, all or unreadable; `AlreadyThere`: a number is taken.

        What was written before with the same token stays as it is and counts as written; False
        then: what is stored may differ from what is given.
        """
        ...

    def batch(self, batch: BatchId) -> Batch | None:
        """A batch's head, read consistently."""
        ...

    def run(self, run: RunId) -> Run | None:
        """A run, read consistently."""
        ...

    def runs_of(self, batch: Batch) -> tuple[Run, ...]:
        """The runs of a batch in their order, read consistently."""
        ...

    def batches_of(
        self, project: ProjectId, *, limit: int, before: int | None = None
    ) -> tuple[Batch, ...]:
        """The newest batches of a project, of those with a number below `before`."""
        ...

    def runs_of_test(
        self, project: ProjectId, test: TestId, *, limit: int, before: int | None = None
    ) -> tuple[Run, ...]:
        """The newest runs of a test, of those with a number below `before`."""
        ...

    def claim(self, run: RunId, now: float) -> Run | None:
        """Take a run: `running`, attempt + 1, a fresh lease. None if it cannot be claimed.

        `NotFound` if there is no such run.
        """
        ...

    def release(self, run: RunId, now: float) -> bool:
        """Let a held run be taken, with a lifetime from now on; False if it was not held."""
        ...

    def renew(self, run: RunId, attempt: int, lease_until: float) -> bool:
        """Hold the lease for longer; False if the run is no longer this attempt's."""
        ...

    def save_result(self, run: RunId, attempt: int, result: RunResult) -> None:
        """Store the result of an attempt; it is read only once the run has finished with it."""
        ...

    def result(self, run: Run) -> RunResult | None:
        """The result of the attempt that finished the run."""
        ...

    def results(self, runs: Sequence[Run]) -> tuple[RunResult | None, ...]:
        """The results of runs, in their order."""
        ...

    def finish(self, finished: Run) -> bool:
        """Make a run terminal if it is not and `finished.attempt` is its attempt; else False."""
        ...

    def tally(self, run: Run) -> Batch:
        """Count a terminal run into its batch, once however often called; returns the head."""
        ...

    def mark_announced(self, batch: BatchId, now: float) -> None:
        """The batch's outcome is out: nothing is due any more."""
        ...

    def due_batches(self, now: float, limit: int) -> tuple[BatchId, ...]:
        """Batches whose `due_at` has come, longest overdue first."""
        ...

    def postpone(self, batch: BatchId, due_at: float) -> None:
        """Look at an open batch again at `due_at`."""
        ...


class Deliveries(Protocol):
    """The delivery log: what has to reach whom, every attempt, and when the next is due."""

    def plan(self, delivery: Delivery) -> bool:
        """Note a delivery; False if it was noted before."""
        ...

    def claim(self, subject: Subject, id: str, now: float) -> Delivery | None:
        """Take a waiting delivery whose time has come, for a lease; None if not to be sent."""
        ...

    def record(self, delivery: Delivery) -> None:
        """Store the state after an attempt, unless a later round has begun."""
        ...

    def reopen(self, delivery: Delivery, now: float) -> bool:
        """Begin another round, due at once; False if somebody else did just now."""
        ...

    def find(self, subject: Subject, id: str) -> Delivery | None:
        """One delivery, read consistently."""
        ...

    def of(self, subject: Subject, index: int | None = None) -> tuple[Delivery, ...]:
        """Every delivery of a subject; `index`: those about that run of the batch."""
        ...

    def of_webhook(self, webhook: WebhookId, limit: int) -> tuple[Delivery, ...]:
        """What was to be told to a webhook, newest first."""
        ...

    def due(self, now: float, limit: int) -> tuple[tuple[Subject, str], ...]:
        """Waiting deliveries whose time has come."""
        ...


class Standings(Protocol):
    """How things stood last, so that a change can be told from more of the same."""

    def turn(self, project: ProjectId, about: str, number: int, good: bool) -> bool:
        """Note how it stands after batch or run `number`; whether it stood otherwise before.

        Asking again for the same number answers the same; an older number than the last changes
        nothing. What was never noted counts as good.
        """
        ...


class Webhooks(Protocol):
    """A project's webhooks, and apart from them their secrets."""

    def of_project(self, project: ProjectId) -> tuple[Webhook, ...]:
        """A project's webhooks, oldest first, read consistently."""
        ...

    def find(self, project: ProjectId, webhook: WebhookId) -> Webhook | None:
        """One webhook of the project, read consistently."""
        ...

    def secrets(self, project: ProjectId, webhook: WebhookId) -> tuple[WebhookSecret, ...]:
        """Its secrets, newest first."""
        ...

    def save(
        self, webhook: Webhook, secret: str | None = None, *, before_until: float | None = None
    ) -> None:
        """Create (version 1) or replace; `secret`: from now on this one.

        `before_until`: and until then the newest of those before. `Conflict` if another writer was
        faster: the stored version must be `version` - 1.
        """
        ...

    def delete(self, project: ProjectId, webhook: WebhookId) -> bool:
        """Forget a webhook and its secrets; False if there was none."""
        ...


class RunQueue(Protocol):
    """Runs on their way to an executor; at least once."""

    def send(self, messages: tuple[RunMessage, ...]) -> None:
        """Queue runs."""
        ...

    def backlog(self) -> int:
        """About how many messages wait to be received."""
        ...


class Announcer(Protocol):
    """Outcomes for whoever listens; at least once."""

    def publish(self, outcome: Outcome) -> None:
        """Announce."""
        ...
