"""Stand-ins for calls from outside: a store of them in memory, and what one run gets."""

from __future__ import annotations

from collections.abc import Iterable

from gonogo.domain.ids import RunId, StepId
from gonogo.domain.inbound import Arrival
from tests.builders import NOW


class FakeInbox:
    """The `Inbox` port."""

    def __init__(self) -> None:
        self.waiting: dict[tuple[str, RunId], float] = {}
        self.calls: dict[str, list[Arrival]] = {}

    def open(self, address: str, run: RunId, until: float) -> None:
        """The run waits."""
        self.waiting[address, run] = until

    def close(self, address: str, run: RunId) -> None:
        """The run waits no more."""
        self.waiting.pop((address, run), None)

    def awaited(self, address: str, now: float) -> bool:
        """Whether a run waits."""
        return any(own == address and until > now for (own, _), until in self.waiting.items())

    def put(self, address: str, arrival: Arrival) -> None:
        """Keep a call."""
        self.calls.setdefault(address, []).append(arrival)

    def arrivals(self, address: str, since: float) -> Iterable[Arrival]:
        """The calls from that moment on."""
        found = [call for call in self.calls.get(address, ()) if call.at >= since]
        return tuple(sorted(found, key=lambda call: (int(call.at * 1000), call.id)))


def an_arrival(id: str = "a", **fields: object) -> Arrival:
    """A call with a JSON body."""
    given: dict[str, object] = {
        "id": id,
        "at": NOW,
        "method": "POST",
        "url": "/v1/inbound/x?state=ok&n=1",
        "headers": (("content-type", "application/json"), ("x-signature", "s1")),
        "body": b'{"order": {"id": 7}}',
    }
    return Arrival(**(given | fields))  # type: ignore[arg-type]


class FakeIncoming:
    """The `Incoming` port: calls come one after the other, each after so many looks."""

    def __init__(self, *calls: Arrival, looks: int = 0) -> None:
        self._calls = list(calls)
        self._looks = looks
        self.expected: list[StepId] = []

    def expect(self, steps: Iterable[StepId]) -> None:
        """Note them."""
        self.expected += steps

    def lasting_url(self, step: StepId) -> str:
        """A URL."""
        return f"https://gonogo.example/v1/inbound/{step}"

    def take(self, step: StepId, place: str) -> Arrival | None:
        """The next call for the place."""
        if self._looks:
            self._looks -= 1
            return None
        call = next((call for call in self._calls if call.place == place), None)
        if call is not None:
            self._calls.remove(call)
        return call
