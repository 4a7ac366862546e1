"""Outcomes are told until they are heard, or until there is no hope."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from gonogo.domain.delivery import PAUSES, WEBHOOK_PAUSES, Delivery, Outcome, Subject, delivery_id
from gonogo.domain.http import Headers, HttpRequest, HttpResponse
from gonogo.domain.webhook import FAILING_ATTEMPTS, FAILING_SECONDS, Webhook
from gonogo.errors import Blocked, ConnectFailed, HttpFailure
from gonogo.services.compose import Composing
from gonogo.services.deliver import BUDGET, Delivering, deliver_outcome
from tests.builders import NOW, PROJECT, a_batch, a_project, a_run, a_webhook
from tests.fake_stores import FakeAnnouncer, FakeCatalog, FakeRuns
from tests.fake_webhooks import FakeDeliveries, FakeWebhooks
from tests.fakes import FakeClock, a_reply

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
HOOK = a_webhook(
    settings={"url": "https://own.example/", "signature": "standard"}, events=("run.finished",)
)
Answer = int | HttpFailure | HttpResponse


class Answers:
    """An `HttpSender` and its session: the given answers one after the other."""

    def __init__(self, *answers: Answer) -> None:
        self._answers: Iterator[Answer] = iter(answers)
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
        return answer if isinstance(answer, HttpResponse) else a_reply(status=answer)

    def close(self) -> None:
        """Nothing to close."""


class Rig:
    """A finished run with one delivery: to the start's own address, or to a webhook."""

    def __init__(self, *answers: Answer, url: str = "https://hook.example/") -> None:
        self.clock = FakeClock()
        self.http = Answers(*answers)
        self.announcer, self.webhooks = FakeAnnouncer(), FakeWebhooks()
        self.runs, self.deliveries = FakeRuns(self.clock), FakeDeliveries()
        catalog = FakeCatalog()
        catalog.add_project(a_project())
        self.batch = a_batch()
        self.runs.create(self.batch, (a_run(self.batch),))
        claimed = self.runs.claim(a_run(self.batch).id, NOW)
        assert claimed
        self.run = replace(claimed, status="passed", finished_at=NOW)
        self.runs.finish(self.run)
        self.subject = Subject("batch", self.batch.id)
        self.planned = self._delivery(url=url)
        composing = Composing(
            catalog, self.runs, self.webhooks, self.clock, lambda *_: {"ok": True}, "https://g"
        )
        self.to = Delivering(
            self.deliveries, self.webhooks, composing, self.announcer, self.http, self.clock
        )

    def _delivery(self, **fields: Any) -> Delivery:
        delivery = Delivery(
            subject=self.subject,
            id=delivery_id("one", 0),
            project=PROJECT,
            event="run.finished",
            run=self.run.id,
            number=self.run.number,
            due_at=NOW,
            **fields,
        )
        self.deliveries.plan(delivery)
        return delivery

    @classmethod
    def of_webhook(cls, *answers: Answer, webhook: Webhook = HOOK) -> Rig:
        """To a webhook of the project."""
        rig = cls(*answers)
        rig.deliveries = FakeDeliveries()
        rig.to = replace(rig.to, deliveries=rig.deliveries)
        rig.planned = rig._delivery(webhook=webhook.id)
        rig.webhooks.save(webhook, SECRET)
        return rig

    def deliver(self, after: float = 0) -> Delivery:
        """Let time pass, try, and give the delivery as it stands."""
        self.clock.advance(after)
        outcome = Outcome(kind="run", project=PROJECT, batch=self.batch.id, run=self.run.id)
        deliver_outcome(outcome, self.to)
        (delivery,) = self.deliveries.of(self.subject)
        return delivery

    def webhook(self) -> Webhook:
        """As it stands."""
        found = self.webhooks.find(PROJECT, HOOK.id)
        assert found
        return found

    def header(self, name: str) -> str:
        """Of the last request."""
        return dict(self.http.requests[-1].headers)[name]


def test_a_2xx_is_delivered_and_never_sent_again() -> None:
    """However often the reporter is woken."""
    rig = Rig(204)
    assert rig.deliver().state == "delivered"
    rig.deliver(after=1000)
    assert len(rig.http.requests) == 1


def test_what_came_with_the_start_is_told_the_bare_document() -> None:
    """As JSON, by POST, without redirects and without a signature: there is no secret."""
    rig = Rig(200)
    rig.deliver()
    (request,) = rig.http.requests
    assert (request.method, request.body) == ("POST", b'{"ok": true}')
    assert not request.follow_redirects
    assert request.headers == (("Content-Type", "application/json"), ("User-Agent", "gonogo"))


@pytest.mark.parametrize("failure", [500, 503, 429, ConnectFailed("No connection.")])
def test_a_passing_failure_is_tried_again_after_a_pause(failure: int | HttpFailure) -> None:
    """Not before the pause is over."""
    rig = Rig(failure, 200)
    assert rig.deliver().state == "waiting"
    assert rig.deliver(after=PAUSES[0] - 1).state == "waiting"
    assert rig.deliver(after=2).state == "delivered"


@pytest.mark.parametrize("failure", [400, 404, 301, Blocked("Refused.", rule="loopback")])
def test_a_lasting_failure_at_a_starts_address_is_given_up_at_once(
    failure: int | HttpFailure,
) -> None:
    """Trying again cannot help."""
    assert Rig(failure).deliver().state == "given_up"


def test_after_the_last_attempt_it_is_given_up_and_every_attempt_is_logged() -> None:
    """One attempt and three more."""
    rig = Rig(500, 500, 500, 500)
    for pause in (0.0, *PAUSES):
        delivery = rig.deliver(after=pause + 1)
    assert delivery.state == "given_up"
    assert [attempt.status for attempt in delivery.attempts] == [500] * 4


def test_near_attempts_are_made_by_the_reporter_that_is_there() -> None:
    """A dialect may promise them after seconds, and the janitor comes by the minute."""
    rig = Rig(500, 503, 500, 500, 200)
    rig.to = replace(rig.to, pauses=lambda dialect: (1.0, 2.0, 4.0))
    delivery = rig.deliver()
    assert delivery.state == "given_up"
    assert [attempt.at - NOW for attempt in delivery.attempts] == [0.0, 1.0, 3.0, 7.0]


def test_a_reporter_waits_only_while_it_has_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left of the schedule is the janitor's."""
    rig = Rig(500, 200)
    rig.to = replace(rig.to, pauses=lambda dialect: (4.0,))
    monkeypatch.setattr(rig.http, "close", lambda: rig.clock.advance(BUDGET - 3))
    assert rig.deliver().tries == 1
    assert rig.deliver(after=4).state == "delivered"


def test_a_password_in_the_address_goes_into_a_header() -> None:
    """CI systems hand out such addresses, and a URL may carry no credentials on its way."""
    rig = Rig(200, url="https://user:p%40ss@hook.example:8443/done?a=b")
    rig.deliver()
    (request,) = rig.http.requests
    assert request.url == "https://hook.example:8443/done?a=b"
    assert ("Authorization", "Basic dXNlcjpwQHNz") in request.headers


# ---- a project's webhooks ------------------------------------------------------------------------


@pytest.mark.parametrize("failure", [301, 404, 500, ConnectFailed("No connection.")])
def test_a_webhook_is_told_by_the_sixth_failure_still_under_one_id(
    failure: int | HttpFailure,
) -> None:
    """Each attempt is signed anew; the pauses grow as the schedule says, up to a tenth longer."""
    rig = Rig.of_webhook(*[failure] * 6, 200)
    ids, stamps = set(), []
    for attempt in range(7):
        delivery = rig.deliver(after=max(0.0, rig.planned.due_at - rig.clock.now()))
        ids.add(rig.header("webhook-id"))
        stamps.append(int(rig.header("webhook-timestamp")))
        if attempt < 6:
            pause = delivery.due_at - rig.clock.now()
            assert 1 <= pause / WEBHOOK_PAUSES[attempt] <= 1.1
            rig.planned = delivery
    assert delivery.state == "delivered"
    assert ids == {delivery.address}
    assert stamps == sorted(set(stamps))


def test_a_webhook_that_never_answers_is_given_up_after_ten_attempts() -> None:
    """Then only a person can have it sent again."""
    rig = Rig.of_webhook(*[500] * 10)
    for pause in (0.0, *WEBHOOK_PAUSES):
        delivery = rig.deliver(after=pause * 1.1 + 1)
    assert (delivery.state, len(delivery.attempts)) == ("given_up", 10)


@pytest.mark.parametrize(
    ("headers", "least"),
    [
        ((("Retry-After", "900"),), 900),
        ((("Retry-After", "Mon, 24 Nov 2036 00:00:00 GMT"),), 86_400),
        ((("Retry-After", "1"),), 5),
        ((("Retry-After", "soon"),), 5),
    ],
)
def test_a_receiver_may_ask_for_a_longer_pause(headers: Headers, least: float) -> None:
    """In seconds or as a date, up to a day; never for a shorter one."""
    rig = Rig.of_webhook(a_reply(status=429, headers=headers))
    delivery = rig.deliver()
    assert least <= delivery.due_at - NOW <= least * 1.1


def test_gone_disables_at_once_with_notice() -> None:
    """410 means that nobody will come back."""
    rig = Rig.of_webhook(410)
    assert rig.deliver().state == "given_up"
    assert not rig.webhook().enabled
    assert "410" in rig.webhook().reason
    (notice,) = rig.announcer.published
    assert (notice.kind, notice.status, notice.webhook) == ("webhook", "disabled", HOOK.id)


@pytest.mark.parametrize(
    ("failures", "since", "enabled"),
    [
        (FAILING_ATTEMPTS - 1, FAILING_SECONDS, False),
        (FAILING_ATTEMPTS - 2, FAILING_SECONDS, True),
        (FAILING_ATTEMPTS + 50, FAILING_SECONDS - 60, True),
    ],
)
def test_failing_long_and_often_disables(failures: int, since: float, enabled: bool) -> None:
    """Five days without a success, and ten attempts in a row at least."""
    failing = replace(HOOK, failures=failures, failing_since=NOW - since)
    rig = Rig.of_webhook(500, webhook=failing)
    rig.deliver()
    assert rig.webhook().enabled is enabled
    assert len(rig.announcer.published) == (0 if enabled else 1)


def test_a_success_forgets_the_failures() -> None:
    """Only failures in a row count."""
    rig = Rig.of_webhook(200, webhook=replace(HOOK, failures=50, failing_since=NOW - 999_999))
    rig.deliver()
    assert (rig.webhook().failures, rig.webhook().failing_since) == (0, None)


def test_a_disabled_webhook_gets_only_what_a_person_asks_for() -> None:
    """The log says why it got nothing; asked for again, it is sent."""
    rig = Rig.of_webhook(200, webhook=replace(HOOK, enabled=False))
    delivery = rig.deliver()
    assert (delivery.state, rig.http.requests) == ("given_up", [])
    assert delivery.attempts[0].problem == "The webhook is disabled."
    rig.deliveries.reopen(delivery, rig.clock.now())
    assert rig.deliver().state == "delivered"


def test_a_deleted_webhook_is_told_nothing() -> None:
    """What was planned for it is given up."""
    rig = Rig.of_webhook(200)
    rig.webhooks.delete(PROJECT, HOOK.id)
    assert rig.deliver().state == "given_up"
    assert rig.http.requests == []


def test_the_log_shows_the_head_of_the_answer_without_secrets() -> None:
    """A receiver that echoes what it got does not put our secret into the log."""
    body = f"you sent {SECRET}\n\x1b[31m" + "x" * 9000
    rig = Rig.of_webhook(a_reply(body.encode(), status=500))
    (attempt,) = rig.deliver().attempts
    assert attempt.answer.startswith("you sent *** ")
    assert len(attempt.answer) == 500
    assert attempt.answer.isprintable()
    assert attempt.milliseconds == 12.0


def test_a_webhook_that_cannot_be_told_says_why() -> None:
    """A commit status needs a commit."""
    settings = {"repository": "a/b", "variable": "commit", "context": "g", "api": "https://api.x"}
    rig = Rig.of_webhook(200, webhook=replace(HOOK, kind="github", settings=settings))
    delivery = rig.deliver()
    assert delivery.state == "given_up"
    assert "holds no commit" in str(delivery.attempts[0].problem)


def test_a_slow_receiver_leaves_the_rest_to_the_next_reporter() -> None:
    """The function is never killed in the middle of an attempt that nobody would note."""
    rig = Rig(200)
    for name in "abc":
        rig.deliveries.plan(replace(rig.planned, id=delivery_id(name, 0)))
    sent = rig.http.send

    def slow(request: HttpRequest) -> HttpResponse:
        rig.clock.advance(BUDGET / 2)
        return sent(request)

    rig.http._answers = iter([200] * 4)
    rig.http.send = slow  # type: ignore[method-assign]
    outcome = Outcome(kind="run", project=PROJECT, batch=rig.batch.id, run=rig.run.id)
    assert deliver_outcome(outcome, rig.to) == 2


def test_a_trial_is_one_attempt_and_says_nothing_of_health() -> None:
    """Who asked for it waits for what comes of it."""
    rig = Rig.of_webhook(500, webhook=replace(HOOK, enabled=False))
    trial = Delivery(
        subject=Subject("webhook", HOOK.id),
        id=delivery_id("trial"),
        project=PROJECT,
        event="webhook.test",
        webhook=HOOK.id,
        due_at=NOW,
    )
    rig.deliveries.plan(trial)
    deliver_outcome(Outcome(kind="delivery", project=PROJECT, delivery=trial.address), rig.to)
    (after,) = rig.deliveries.of(trial.subject)
    assert (after.state, rig.webhook().failures) == ("given_up", 0)
    assert json.loads(rig.http.requests[0].body or b"")["event"] == "webhook.test"
