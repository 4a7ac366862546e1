"""Take a start: who asks, how often, for what, and on what terms; then begin it."""

from __future__ import annotations

from dataclasses import dataclass

from gonogo.domain.batch import BatchSource
from gonogo.domain.commands import Start, StartByTrigger, Started
from gonogo.domain.ids import TriggerId
from gonogo.domain.key import Key
from gonogo.domain.project import Launch, Trigger
from gonogo.domain.terms import Terms
from gonogo.errors import Invalid, Looping, NotFound
from gonogo.ports import Catalog, Clock, Keys, RateLimiter, RunQueue, Runs
from gonogo.services.agree import agree
from gonogo.services.aim import aim
from gonogo.services.attend import attend
from gonogo.services.authorise import authorise
from gonogo.services.begin import Beginning, Order, Spare, Supersede, Ticket, begin
from gonogo.services.once import Repeating, once
from gonogo.services.plan import Wish, plan_runs
from gonogo.services.select import arrange, select
from gonogo.stores import Receipts

KEY_LIMIT, KEY_WINDOW = 100, 10
"""Starts with a key: at most this many in so many seconds."""
MAX_DEPTH = 3
"""Runs that may lead to a start, each started by a request of the one before."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What accepting needs: the ports, and the locations that this deployment has."""

    catalog: Catalog
    keys: Keys
    limiter: RateLimiter
    runs: Runs
    queue: RunQueue
    clock: Clock
    locations: frozenset[str]
    default_location: str
    receipts: Receipts | None = None
    """Where starts are known that were asked for before; None: none is."""
    supersede: Supersede = lambda batch: None
    spare: Spare = lambda batch, runs: runs

    @property
    def repeating(self) -> Repeating | None:
        """What is needed to know a start that was asked for before."""
        if self.receipts is None:
            return None
        return Repeating(self.receipts, self.runs, self.catalog, self.clock)

    @property
    def beginning(self) -> Beginning:
        """What is needed once nothing speaks against a start."""
        return Beginning(self.runs, self.queue, self.clock, self.supersede, self.spare)


def start_by_trigger(command: StartByTrigger, to: Acceptance) -> Started:
    """Start what a trigger URL names. `NotFound`, `RateLimited` or `Invalid` if it cannot be."""
    until = to.clock.now() + command.wait
    refuse_loops(command.depth)
    agree(command.terms)
    trigger = to.catalog.trigger(TriggerId(command.trigger.lower()))
    if trigger is None or trigger.kind not in command.kinds:
        raise NotFound("There is no such trigger.")
    scope = f"trigger#{trigger.id}"

    def first(ticket: Ticket | None) -> Started:
        to.limiter.take(scope, limit=command.limit, window=command.window)
        return _start(to, trigger, command, ticket)

    started = once(scope, command.idempotency, trigger.project, first, to.repeating)
    return attend(started, until, to.runs, to.clock)


def start(command: Start, to: Acceptance) -> Started:
    """Start a project, suite or test with a key of role `trigger`."""
    now = to.clock.now()
    until = now + command.wait
    key = authorise(to.keys, command.key, "trigger", now)
    refuse_loops(command.depth)
    agree(command.terms)
    project, target = aim(to.catalog, key, command)

    def first(ticket: Ticket | None) -> Started:
        count_start(key, to)
        for counted, limit, window in command.windows:
            to.limiter.take(f"project#{project.id}#{counted}", limit=limit, window=window)
        return _start(to, target, command, ticket)

    started = once(scope_of(key), command.idempotency, project.id, first, to.repeating)
    return attend(started, until, to.runs, to.clock)


def scope_of(key: Key) -> str:
    """Where an idempotency key that comes with a key holds."""
    return f"key#{key.id}"


def count_start(key: Key, to: Acceptance) -> None:
    """Count a start with a key; `RateLimited` if there were too many."""
    to.limiter.take(f"key#{key.id}", limit=KEY_LIMIT, window=KEY_WINDOW)


def refuse_loops(depth: int) -> None:
    """`Looping` for a start that too many runs led to."""
    if depth > MAX_DEPTH:
        raise Looping(
            f"This start came from a run that {depth - 1} runs before it led to; "
            f"more than {MAX_DEPTH} in a chain are taken for a loop."
        )


def _start(
    to: Acceptance, target: Trigger, command: Start | StartByTrigger, ticket: Ticket | None
) -> Started:
    return begin(order_of(to, target, command), to.beginning, ticket)


def order_of(to: Acceptance, target: Trigger, command: Start | StartByTrigger) -> Order:
    """What of the target is to be started: `NotFound` or `Invalid` if it cannot be."""
    launch = to.catalog.launch(target)
    if isinstance(command, Start) and command.phases is not None:
        if target.kind != "project":
            raise Invalid("Only a project's tests can be put in phases.", field="phases")
        launch = arrange(launch, command.phases)
    else:
        launch = select(launch, command.selection)
    wish = Wish(
        sets=command.sets,
        locations=command.locations,
        webhooks=command.webhooks,
        shared_only=isinstance(command, StartByTrigger)
        and (command.shared_only or target.kind == "project"),
        depth=command.depth,
        base_url=command.terms.overrides.base_url,
    )
    source: BatchSource = "trigger" if isinstance(command, StartByTrigger) else "api"
    manner = Manner(source=source, dialect=command.dialect, terms=command.terms)
    return order_in(launch, target, wish, manner, to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """Who starts something, and on what terms."""

    source: BatchSource
    dialect: str
    terms: Terms


def order_in(launch: Launch, target: Trigger, wish: Wish, manner: Manner, to: Acceptance) -> Order:
    """Everything that a launch means for a wish, whoever starts it."""
    planned, refused = plan_runs(launch, wish, to.locations, to.default_location)
    return Order(
        project=launch.project,
        target=launch.target,
        kind=target.kind,
        target_id=target.target,
        planned=planned,
        refused=refused,
        source=manner.source,
        dialect=manner.dialect,
        terms=manner.terms,
        sequential=launch.phases is not None and launch.phases.sequential,
    )
