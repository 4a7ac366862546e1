"""Take a start: who asks, how often, for what, and on what terms; then begin it."""

from __future__ import annotations

from dataclasses import dataclass

from gonogo.domain.batch import BatchSource
from gonogo.domain.commands import Start, StartByTrigger, Started
from gonogo.domain.ids import TriggerId
from gonogo.domain.key import Key
from gonogo.domain.project import Trigger
from gonogo.errors import Looping, NotFound
from gonogo.ports import Catalog, Clock, Keys, RateLimiter, RunQueue, Runs
from gonogo.services.agree import agree
from gonogo.services.aim import aim
from gonogo.services.authorise import authorise
from gonogo.services.begin import Beginning, Order, begin
from gonogo.services.plan import Wish, plan_runs
from gonogo.services.select import select

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

    @property
    def beginning(self) -> Beginning:
        """What is needed once nothing speaks against a start."""
        return Beginning(self.runs, self.queue, self.clock)


def start_by_trigger(command: StartByTrigger, to: Acceptance) -> Started:
    """Start what a trigger URL names. `NotFound`, `RateLimited` or `Invalid` if it cannot be."""
    refuse_loops(command.depth)
    agree(command.terms)
    trigger = to.catalog.trigger(TriggerId(command.trigger.lower()))
    if trigger is None or trigger.kind not in command.kinds:
        raise NotFound("There is no such trigger.")
    to.limiter.take(f"trigger#{trigger.id}", limit=command.limit, window=command.window)
    shared_only = command.shared_only or trigger.kind == "project"
    return _start(to, trigger, command, "trigger", shared_only=shared_only)


def start(command: Start, to: Acceptance) -> Started:
    """Start a project, suite or test with a key of role `trigger`."""
    key = authorise(to.keys, command.key, "trigger", to.clock.now())
    refuse_loops(command.depth)
    agree(command.terms)
    project, target = aim(to.catalog, key, command)
    count_start(key, to)
    for counted, limit, window in command.windows:
        to.limiter.take(f"project#{project.id}#{counted}", limit=limit, window=window)
    return _start(to, target, command, "api")


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
    to: Acceptance,
    target: Trigger,
    command: Start | StartByTrigger,
    source: BatchSource,
    *,
    shared_only: bool = False,
) -> Started:
    launch = select(to.catalog.launch(target), command.selection)
    wish = Wish(
        sets=command.sets,
        locations=command.locations,
        webhooks=command.webhooks,
        shared_only=shared_only,
        depth=command.depth,
        base_url=command.terms.overrides.base_url,
    )
    planned, refused = plan_runs(launch, wish, to.locations, to.default_location)
    order = Order(
        project=launch.project,
        target=launch.target,
        kind=target.kind,
        target_id=target.target,
        planned=planned,
        refused=refused,
        source=source,
        dialect=command.dialect,
        terms=command.terms,
    )
    return begin(order, to.beginning)
