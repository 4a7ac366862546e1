"""Webhooks: told until they are heard, or until there is no hope."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from gonogo.domain.delivery import PAUSES, Delivery
from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.errors import Blocked, ConnectFailed, HttpFailure
from gonogo.services.deliver import Delivering, deliver_run
from tests.builders import NOW, a_batch, a_project, a_run
from tests.fake_stores import FakeCatalog, FakeDeliveries, FakeRuns
from tests.fakes import FakeClock


class Answers:
    """An `HttpSender` and its session: the given answers one after the other."""

    def __init__(self, *answers: int | HttpFailure) -> None:
        self._answers: Iterator[int | HttpFailure] = iter(answers)
        self.requests: list[HttpRequest] = []

    def session(self, *, keep_cookies: bool = False) -> Answers:
        """Itself."""
        return self

    def send(self, request: HttpRequest) -> HttpResponse:
        """The next answer."""
        self.requests.append(request)
        answer = next(self._answers)
        if isinstance(answer, HttpFailure):
            raise answer
        return HttpResponse(
            status=answer, reason="", headers=(), body=b"", url=request.url, wire_size=0
        )

    def close(self) -> None:
        """Nothing to close."""


class Rig:
    """A finished run with one webhook."""

    def __init__(self, *answers: int | HttpFailure, url: str = "https://hook.example/") -> None:
        self.clock = FakeClock()
        self.http = Answers(*answers)
        runs, self.deliveries = FakeRuns(self.clock), FakeDeliveries()
        catalog = FakeCatalog()
        catalog.add_project(a_project())
        batch = a_batch()
        runs.create(batch, (a_run(batch),))
        claimed = runs.claim(a_run(batch).id, NOW)
        assert claimed
        self.run = replace(claimed, status="passed", finished_at=NOW)
        runs.finish(self.run)
        noted = Delivery(run=self.run.id, id="one", url=url, dialect="native", due_at=NOW)
        self.deliveries.plan(noted)
        self.to = Delivering(
            self.deliveries, catalog, runs, self.http, self.clock, lambda _, view: {"ok": True}
        )

    def deliver(self, after: float = 0) -> Delivery:
        """Let time pass, try, and give the delivery as it stands."""
        self.clock.advance(after)
        deliver_run(self.run.id, self.to)
        (delivery,) = self.deliveries.of_run(self.run.id)
        return delivery


def test_a_2xx_is_delivered_and_never_sent_again() -> None:
    """However often the reporter is woken."""
    rig = Rig(204)
    assert rig.deliver().state == "delivered"
    rig.deliver(after=1000)
    assert len(rig.http.requests) == 1


def test_the_body_is_what_the_dialect_renders() -> None:
    """As JSON, by POST, without following redirects."""
    rig = Rig(200)
    rig.deliver()
    (request,) = rig.http.requests
    assert (request.method, request.body) == ("POST", b'{"ok": true}')
    assert not request.follow_redirects


@pytest.mark.parametrize("failure", [500, 503, 429, ConnectFailed("No connection.")])
def test_a_passing_failure_is_tried_again_after_a_pause(failure: int | HttpFailure) -> None:
    """Not before the pause is over."""
    rig = Rig(failure, 200)
    assert rig.deliver().state == "waiting"
    assert rig.deliver(after=PAUSES[0] - 1).state == "waiting"
    assert rig.deliver(after=2).state == "delivered"


@pytest.mark.parametrize("failure", [400, 404, 301, Blocked("Refused.", rule="loopback")])
def test_a_lasting_failure_is_given_up_at_once(failure: int | HttpFailure) -> None:
    """Trying again cannot help."""
    rig = Rig(failure)
    assert rig.deliver().state == "given_up"


def test_after_the_last_attempt_it_is_given_up_and_every_attempt_is_logged() -> None:
    """One attempt and three more."""
    rig = Rig(500, 500, 500, 500)
    for pause in (0.0, *PAUSES):
        delivery = rig.deliver(after=pause + 1)
    assert delivery.state == "given_up"
    assert [attempt.status for attempt in delivery.attempts] == [500] * 4


def test_a_password_in_the_address_goes_into_a_header() -> None:
    """CI systems hand out such addresses, and a URL may carry no credentials on its way."""
    rig = Rig(200, url="https://user:p%40ss@hook.example:8443/done?a=b")
    rig.deliver()
    (request,) = rig.http.requests
    assert request.url == "https://hook.example:8443/done?a=b"
    assert ("Authorization", "Basic dXNlcjpwQHNz") in request.headers
