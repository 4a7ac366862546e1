"""Calls from outside: taken in for whoever waits, and read by the runs that do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from gonogo.domain.commands.inbound import CallKept, IncomingCall
from gonogo.domain.ids import StepId, TriggerId, new_uuid
from gonogo.domain.inbound import MAX_BODY, PATH, Arrival, is_address, lasting_address
from gonogo.domain.run import RUN_SECONDS, Run
from gonogo.errors import NotFound
from gonogo.ports import Catalog, Clock, Inbox, RateLimiter

CALLS, WINDOW = 20, 10
"""Calls to one address in so many seconds: each may be written with 256 KB."""
SKEW_SECONDS = 5.0
"""Clocks of two functions differ, and a call may be written late: so far back is read again."""
MOST_WAITING, MOST_OF_A_PLACE = 60, 20
"""Calls that a run holds until its steps take them, in all and for one path; more are dropped."""


@dataclass(frozen=True, slots=True)
class Receiving:
    """What taking a call in needs."""

    inbox: Inbox
    limiter: RateLimiter
    clock: Clock


def receive(call: IncomingCall, to: Receiving) -> CallKept:
    """Keep a call if a run waits for it; else there is nothing, as at any unknown address."""
    now, address = to.clock.now(), call.address.lower()
    if not is_address(address) or not to.inbox.awaited(address, now):
        raise NotFound("There is nothing at this address.")
    to.limiter.take(f"inbound:{address}", limit=CALLS, window=WINDOW)
    arrival = Arrival(
        id=new_uuid(),
        at=now,
        method=call.method,
        url=call.url,
        place=call.place,
        headers=call.headers,
        body=call.body[:MAX_BODY],
        truncated=len(call.body) > MAX_BODY,
    )
    to.inbox.put(address, arrival)
    return CallKept(id=arrival.id)


class RunInbox:
    """What one run waits for: at an address of its own, and at the lasting ones of its steps."""

    def __init__(
        self, run: Run, *, inbox: Inbox, catalog: Catalog, clock: Clock, base: str
    ) -> None:
        self._run = run
        self._inbox = inbox
        self._catalog = catalog
        self._clock = clock
        self._base = base
        self._own = new_uuid()
        self._secret: TriggerId | None = None
        self._places: dict[str, _Place] = {}

    @property
    def url(self) -> str:
        """The run's own URL; whoever is told it can call from now on."""
        self._listen(self._own)
        return self._base + PATH + self._own

    def expect(self, steps: Iterable[StepId]) -> None:
        """Listen for calls to these steps, and to the run itself, from now on."""
        self._listen(self._own)
        for step in steps:
            self._listen(self._lasting(step))

    def lasting_url(self, step: StepId) -> str:
        """The URL of a step that is the same in every run."""
        return self._base + PATH + self._lasting(step)

    def take(self, step: StepId, place: str) -> Arrival | None:
        """The first call for the step that none had yet: to its own address, or to the run's."""
        places = [self._listen(self._lasting(step)), self._listen(self._own)]
        for each in places:
            self._fetch(each)
        calls = places[0].waiting + [call for call in places[1].waiting if call.place == place]
        if not calls:
            return None
        first = min(calls, key=lambda call: (call.at, call.id))
        for each in places:
            each.waiting = [call for call in each.waiting if call.id != first.id]
        return first

    def close(self) -> None:
        """Listen no more."""
        for address in self._places:
            self._inbox.close(address, self._run.id)

    def _lasting(self, step: StepId) -> str:
        if self._secret is None:
            project = self._catalog.project(self._run.project)
            # Without its project a run has no lasting addresses: nobody knows this one.
            self._secret = project.trigger if project else TriggerId(new_uuid())
        return lasting_address(self._secret, step)

    def _listen(self, address: str) -> _Place:
        if address not in self._places:
            self._inbox.open(address, self._run.id, self._clock.now() + RUN_SECONDS)
            self._places[address] = _Place(address, since=self._clock.now())
        return self._places[address]

    def _fetch(self, place: _Place) -> None:
        for call in self._inbox.arrivals(place.address, place.since - SKEW_SECONDS):
            if call.id in place.seen:
                continue
            place.seen.add(call.id)
            place.since = max(place.since, call.at)
            alike = sum(each.place == call.place for each in place.waiting)
            if len(place.waiting) < MOST_WAITING and alike < MOST_OF_A_PLACE:
                place.waiting.append(call)


@dataclass(slots=True)
class _Place:
    """What a run knows of one address."""

    address: str
    since: float
    seen: set[str] = field(default_factory=set)
    waiting: list[Arrival] = field(default_factory=list)
