"""Delivering under any sequence of answers, reporters and redeliveries."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gonogo.domain.delivery import (
    KEPT_ATTEMPTS,
    LONGEST_PAUSE,
    WEBHOOK_PAUSES,
    Attempt,
    Delivery,
    Subject,
    address_of,
    delivery_id,
    place_of,
)
from gonogo.domain.http import HttpRequest
from gonogo.domain.ids import WebhookId, uuid_of
from gonogo.domain.webhook import (
    FAILING_ATTEMPTS,
    FAILING_SECONDS,
    Webhook,
    key_in,
    new_webhook_secret,
)
from gonogo.errors import Invalid
from gonogo.notifiers import notifiers
from gonogo.notifiers._contract import Told
from gonogo.services.deliver import after_attempt, health
from tests.builders import NOW, NUMBER, PROJECT
from tests.fake_webhooks import FakeStandings

SUBJECT = Subject("batch", uuid_of("batch", NUMBER))
HOOK = WebhookId("00000000-0000-4000-8000-0000000000aa")
DELIVERY = Delivery(
    subject=SUBJECT,
    id=delivery_id(HOOK),
    project=PROJECT,
    event="batch.finished",
    webhook=HOOK,
    number=NUMBER,
    due_at=NOW,
)
attempts = st.builds(
    Attempt,
    at=st.just(NOW),
    status=st.one_of(st.none(), st.integers(100, 599)),
    permanent=st.booleans(),
    retry_after=st.one_of(st.none(), st.floats(0, LONGEST_PAUSE)),
)
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)


@given(st.lists(attempts, min_size=1, max_size=60))
def test_a_delivery_ends_and_never_comes_back(made: list[Attempt]) -> None:
    """After ten attempts at most; a pause is the schedule's, or up to a tenth over a day."""
    delivery = DELIVERY
    for tried, attempt in enumerate(made, start=1):
        if delivery.state != "waiting":
            break
        delivery = after_attempt(delivery, attempt, NOW)
        assert delivery.tries == tried
        if delivery.state == "waiting":
            pause = delivery.due_at - NOW
            assert WEBHOOK_PAUSES[tried - 1] <= pause <= 1.1 * LONGEST_PAUSE
        else:
            assert (delivery.state == "delivered") is attempt.arrived
    assert delivery.tries <= len(WEBHOOK_PAUSES) + 1
    assert len(delivery.attempts) <= KEPT_ATTEMPTS


def test_what_failed_together_does_not_come_again_together() -> None:
    """Each pause is longer by up to a tenth, by the delivery's own chance."""
    failed = Attempt(at=NOW, status=500)
    each = [replace(DELIVERY, id=delivery_id(HOOK, index)) for index in range(50)]
    assert len({after_attempt(delivery, failed, NOW).due_at for delivery in each}) > 25


@given(st.lists(st.tuples(attempts, st.floats(0, FAILING_SECONDS)), max_size=40))
def test_only_failing_long_and_often_or_gone_disables(made: list[tuple[Attempt, float]]) -> None:
    """One success forgets all failures before it."""
    webhook = Webhook(id=HOOK, project=PROJECT, kind="webhook")
    row: list[float] = []
    now = NOW
    for attempt, later in made:
        now += later
        timed = replace(attempt, at=now)
        row = [] if timed.arrived else [*row, now]
        webhook = health(webhook, timed) or webhook
        assert webhook.failures == len(row)
        if not webhook.enabled:
            long = len(row) >= FAILING_ATTEMPTS and now - row[0] >= FAILING_SECONDS
            assert timed.status == 410 or long
            return


@given(st.integers(0, 999_999), texts)
def test_a_delivery_is_found_by_its_address(index: int, receiver: str) -> None:
    """About a run and about a batch; and an address has no dot, which signatures separate by."""
    for id in (delivery_id(receiver), delivery_id(receiver, index)):
        address = address_of(SUBJECT, id)
        assert place_of(address) == (SUBJECT, id)
        assert "." not in address


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=60))
def test_whoever_asks_again_is_told_the_same(notes: list[tuple[int, bool]]) -> None:
    """However batches and their repetitions are mixed."""
    standings = FakeStandings()
    said: dict[int, bool] = {}
    verdicts: dict[int, bool] = {}
    for number, good in notes:
        told = standings.turn(PROJECT, "b", number, verdicts.setdefault(number, good))
        assert said.setdefault(number, told) == told


@given(texts, texts, st.lists(texts, max_size=9), st.booleans(), texts)
def test_no_text_stops_a_notifier(
    project: str, subject: str, reasons: list[str], good: bool, variable: str
) -> None:
    """Names and messages are strangers': each kind makes a request of them or says why not."""
    told = Told(
        id=DELIVERY.address,
        event="batch.finished",
        at=NOW,
        document={"event": "batch.finished", "name": subject},
        project=project,
        subject=subject,
        status="go" if good else "no-go",
        good=good,
        summary=project,
        reasons=tuple(reasons),
        variables={"commit": variable or "a" * 40},
    )
    given_settings = {"url": "https://h.example/", "repository": "a/b", "token": "t" * 20}
    for notifier in notifiers.values():
        wanted = {
            setting.name: given_settings[setting.name]
            for setting in notifier.settings
            if setting.default is None
        }
        read = notifier.read(wanted)
        secret = read.pop(notifier.secret.name) if notifier.secret else new_webhook_secret()
        try:
            request = notifier.render(told, read, (secret,))
        except Invalid as error:
            assert error.field == "commit"
            continue
        assert isinstance(request, HttpRequest)
        assert not request.follow_redirects
        for name, value in request.headers:
            assert "\n" not in name + value


@given(st.integers(0, 30))
def test_fresh_secrets_are_33_bytes(_: int) -> None:
    """As the specification wants: between 24 and 64."""
    assert len(key_in(new_webhook_secret())) == 33
