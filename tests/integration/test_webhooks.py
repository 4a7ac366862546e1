"""Webhooks through the front door: the API, tables on AWS in memory, and a receiver on loopback."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from gonogo.domain.webhook import key_in
from gonogo.notifiers.webhook import standard
from tests.aws_stack import aws_stack
from tests.fakes import FakeClock
from tests.integration.test_front_door import DOCUMENT, Door


@dataclass
class Post:
    """One request that the receiver got."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Its body."""
        return json.loads(self.body)

    def signed_by(self, secret: str) -> bool:
        """Whether one of its signatures is that of the secret."""
        seconds = int(self.headers["webhook-timestamp"])
        wanted = standard(secret, self.headers["webhook-id"], seconds, self.body)
        return wanted in self.headers["webhook-signature"].split()


@dataclass
class Receiver:
    """A server on loopback; `answers` are its next statuses, then 200."""

    url: str = ""
    posts: list[Post] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Whoever is told."""
    got = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            got.posts.append(Post(self.path, headers, body))
            self.send_response(got.answers.pop(0) if got.answers else 200)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(b"thanks for " + headers.get("authorization", "it").encode())

        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    got.url = f"http://127.0.0.1:{server.server_port}"
    yield got
    server.shutdown()
    server.server_close()


class Hooked(Door):
    """A door whose tests ask the receiver."""

    hooks = "/v1/projects/orders/webhooks"

    def make(self, receiver: Receiver, **fields: Any) -> tuple[str, str]:
        """A webhook's address and its secret."""
        wanted = {"settings": {"url": f"{receiver.url}/hook"}, **fields}
        status, made = self.call("POST", self.hooks, wanted, key=self.admin)
        assert status == 201, made
        return f"{self.hooks}/{made['webhook']['id']}", made["secret"]

    def run(self, **body: Any) -> str:
        """Start the suite and let everything happen; the batch's address."""
        path = "/v1/projects/orders/suites/smoke/start"
        _, started = self.call("POST", path, body, key=self.admin)
        self.stack.execute()
        self.stack.report()
        return f"/v1/batches/{started['batch']['id']}"

    def minutes(self, count: float) -> None:
        """Let them pass; the janitor sweeps at their end."""
        self.stack.clock.advance(60 * count)  # type: ignore[attr-defined]
        self.stack.sweep()
        self.stack.report()

    def get(self, path: str) -> Any:
        """What the API says."""
        status, document = self.call("GET", path, key=self.admin)
        assert status == 200, document
        return document


@pytest.fixture
def door(receiver: Receiver) -> Iterator[Hooked]:
    """A fresh stack; its tests ask a server that answers 501 to GET, so they fail."""
    with aws_stack(FakeClock()) as stack:
        door = Hooked(stack)
        environment = {"name": "production", "variables": {"base_url": receiver.url}}
        door.call(
            "POST",
            "/v1/definitions",
            {
                **DOCUMENT,
                "environments": [
                    environment,
                    {"name": "staging", "variables": {"base_url": receiver.url}},
                ],
            },
            key=door.admin,
        )
        yield door


def test_a_batch_is_told_signed_with_the_secret_that_was_shown_once(
    door: Hooked, receiver: Receiver
) -> None:
    """The verdict with its reasons; and the log has it."""
    hook, secret = door.make(receiver)
    batch = door.run()
    (post,) = receiver.posts
    assert post.json["event"] == "batch.finished"
    assert post.json["batch"]["verdict"] == "no-go"
    assert post.json["batch"]["reasons"]
    assert post.signed_by(secret)
    (delivery,) = door.get(f"{hook}/deliveries")["deliveries"]
    assert delivery == door.get(f"{batch}/deliveries")["deliveries"][0]
    assert (delivery["id"], delivery["state"]) == (post.headers["webhook-id"], "delivered")
    (attempt,) = delivery["attempts"]
    assert (attempt["status"], attempt["answer"]) == (200, "thanks for it")
    assert attempt["duration_ms"] > 0


def test_a_webhook_that_fails_six_times_is_told_once_logically(
    door: Hooked, receiver: Receiver
) -> None:
    """The same id each time, a valid signature each time, a redirect is a failure like others."""
    _, secret = door.make(receiver)
    receiver.answers = [500, 302, 404, 429, 503, 500]
    batch = door.run()
    assert door.get(batch)["deliveries"]["failed"] == 1
    for minutes in (1, 6, 34, 133, 331, 661, 10_000):
        door.minutes(minutes)
    assert len(receiver.posts) == 7
    assert len({post.headers["webhook-id"] for post in receiver.posts}) == 1
    assert len({post.headers["webhook-timestamp"] for post in receiver.posts}) == 7
    assert len({post.body for post in receiver.posts}) == 1
    assert all(post.signed_by(secret) and post.path == "/hook" for post in receiver.posts)
    assert door.get(batch)["deliveries"]["failed"] == 0


def test_what_was_told_is_told_again_on_demand(door: Hooked, receiver: Receiver) -> None:
    """With the same id, although it had arrived."""
    door.make(receiver)
    batch = door.run()
    (delivery,) = door.get(f"{batch}/deliveries")["deliveries"]
    path = f"/v1/deliveries/{delivery['id']}"
    status, again = door.call("POST", f"{path}/redeliver", key=door.admin)
    assert (status, again["state"]) == (202, "waiting")
    door.stack.report()
    assert [post.headers["webhook-id"] for post in receiver.posts] == [delivery["id"]] * 2
    assert [attempt["status"] for attempt in door.get(path)["attempts"]] == [200, 200]


def test_a_trial_tells_whether_telling_works(door: Hooked, receiver: Receiver) -> None:
    """At once, and as a delivery of its own."""
    hook, secret = door.make(receiver)
    status, trial = door.call("POST", f"{hook}/test", key=door.admin)
    assert status == 202
    door.stack.report()
    (post,) = receiver.posts
    assert post.json["event"] == "webhook.test"
    assert post.signed_by(secret)
    assert door.get(f"/v1/deliveries/{trial['id']}")["state"] == "delivered"


@pytest.mark.parametrize(("overlap", "by_old"), [(3600, True), (0, False)])
def test_after_a_rotation_both_secrets_sign_for_a_while(
    door: Hooked, receiver: Receiver, overlap: int, by_old: bool
) -> None:
    """Unless the old one is known to others."""
    hook, old = door.make(receiver)
    _, rotated = door.call("POST", f"{hook}/rotate", {"overlap": overlap}, key=door.admin)
    new = rotated["secret"]
    door.run()
    assert receiver.posts[-1].signed_by(new)
    assert receiver.posts[-1].signed_by(old) is by_old
    door.stack.clock.advance(3601)  # type: ignore[attr-defined]
    door.run()
    assert receiver.posts[-1].signed_by(new)
    assert not receiver.posts[-1].signed_by(old)


def test_gone_disables_and_enabling_forgets_it(door: Hooked, receiver: Receiver) -> None:
    """What happens meanwhile is not told."""
    hook, _ = door.make(receiver)
    receiver.answers = [410]
    door.run()
    seen = door.get(hook)
    assert (seen["enabled"], seen["failures"]) == (False, 1)
    assert "410" in seen["disabled_reason"]
    door.stack.report()
    assert [o.status for o in door.stack.announced if o.kind == "webhook"] == ["disabled"]
    door.run()
    assert len(receiver.posts) == 1
    _, changed = door.call("PATCH", hook, {"enabled": True}, key=door.admin)
    assert (changed["enabled"], changed["failures"], changed["disabled_reason"]) == (True, 0, None)
    door.run()
    assert len(receiver.posts) == 2


def test_only_changes_are_told_to_who_wants_changes(door: Hooked, receiver: Receiver) -> None:
    """The first no-go, and not the second."""
    door.make(receiver, when="change")
    door.make(receiver, when="no-go", settings={"url": f"{receiver.url}/bad"})
    door.run()
    door.run()
    assert sorted(post.path for post in receiver.posts) == ["/bad", "/bad", "/hook"]


def test_runs_are_told_in_the_words_that_were_asked_for(door: Hooked, receiver: Receiver) -> None:
    """The same bytes as at an address that came with the start, and signed."""
    _, secret = door.make(receiver, events=["run.finished"], format="runscope")
    path = f"/runscope/radar/{door.triggers['test']}/trigger"
    door.call("GET", f"{path}?runscope_notification_url={receiver.url}/own")
    door.stack.execute()
    door.stack.report()
    posts = {post.path: post for post in receiver.posts}
    assert posts["/own"].body == posts["/hook"].body
    assert posts["/own"].json["result"] == "fail"
    assert "webhook-id" not in posts["/own"].headers
    assert posts["/hook"].signed_by(secret)


def test_a_receiver_may_want_a_digest_of_the_body_alone(door: Hooked, receiver: Receiver) -> None:
    """Hexadecimal, over the raw bytes."""
    settings = {"url": f"{receiver.url}/hook", "signature": "body"}
    _, secret = door.make(receiver, settings=settings)
    door.run()
    (post,) = receiver.posts
    digest = hmac.new(key_in(secret), post.body, hashlib.sha256).hexdigest()
    assert post.headers["x-webhook-signature"] == f"sha256={digest}"


def test_slack_gets_a_message_at_an_address_that_is_not_shown(
    door: Hooked, receiver: Receiver
) -> None:
    """It is the secret."""
    hook, secret = door.make(receiver, kind="slack")
    assert secret is None
    assert door.get(hook)["settings"] == {}
    batch = door.run()
    (post,) = receiver.posts
    assert post.json["text"].startswith("no-go: orders, suite smoke. 0 of 1 runs passed")
    page = f"https://gonogo.example/ui/batches/{batch.rpartition('/')[2]}"
    assert page in post.body.decode()


def test_github_gets_a_status_of_the_commit(door: Hooked, receiver: Receiver) -> None:
    """And the token that it echoes is not in the log."""
    settings = {"repository": "acme/shop", "token": "ghp_notforanybody", "api": receiver.url}
    hook, _ = door.make(receiver, kind="github", settings=settings)
    assert "ghp" not in json.dumps(door.get(hook))
    commit = "0123456789abcdef0123456789abcdef01234567"
    door.run(variables={"commit": commit})
    (post,) = receiver.posts
    assert post.path == f"/repos/acme/shop/statuses/{commit}"
    assert post.json["state"] == "failure"
    assert post.headers["authorization"] == "Bearer ghp_notforanybody"
    (delivery,) = door.get(f"{hook}/deliveries")["deliveries"]
    assert delivery["attempts"][0]["answer"] == "thanks for Bearer ***"


def test_no_secret_is_stored_in_the_clear(door: Hooked, receiver: Receiver) -> None:
    """Not in the tables, and in no answer but the first."""
    hook, secret = door.make(receiver)
    door.run()
    stored = [*door.stack.stored("catalog"), *door.stack.stored("runs")]
    assert stored
    assert not [item for item in stored if secret in item]
    shown = json.dumps([door.get(hook), door.get(door.hooks), door.get(f"{hook}/deliveries")])
    assert secret not in shown
    assert door.get(hook)["secret_hint"] == f"…{secret[-4:]}"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "settings.url"),
        ({"settings": {"url": "ftp://x"}}, "settings.url"),
        ({"settings": {"url": "https://x", "colour": "red"}}, "settings.colour"),
        ({"kind": "pigeon", "settings": {}}, "kind"),
        ({"settings": {"url": "https://x"}, "events": ["run.started"]}, "events"),
        ({"settings": {"url": "https://x"}, "when": "never"}, "when"),
        ({"settings": {"url": "https://x"}, "format": "runscope"}, "events"),
        ({"settings": {"url": "https://x"}, "format": "latin"}, "format"),
        ({"kind": "slack", "settings": {"url": "https://x"}, "format": "runscope"}, "format"),
        ({"settings": {"url": "https://x"}, "name": "two\nlines"}, "name"),
    ],
)
def test_what_cannot_be_taken_is_named(door: Hooked, body: dict[str, Any], field: str) -> None:
    """With what would be."""
    status, problem = door.call("POST", door.hooks, body, key=door.admin)
    assert (status, problem["field"]) == (400, field)
    assert problem["accepted"]


def test_another_project_sees_nothing_of_it(door: Hooked, receiver: Receiver) -> None:
    """Neither by its own name nor by the other's: as if it were not there."""
    hook, _ = door.make(receiver)
    batch = door.run()
    (delivery,) = door.get(f"{batch}/deliveries")["deliveries"]
    door.call("POST", "/v1/definitions", {**DOCUMENT, "project": "other"}, key=door.admin)
    stranger = door.key("write", "other")
    beside = hook.replace("/orders/", "/other/")
    for method, path in [
        ("GET", hook),
        ("GET", beside),
        ("DELETE", beside),
        ("PATCH", beside),
        ("POST", f"{beside}/rotate"),
        ("POST", f"{beside}/test"),
        ("GET", f"{beside}/deliveries"),
        ("GET", f"{batch}/deliveries"),
        ("GET", f"/v1/deliveries/{delivery['id']}"),
        ("POST", f"/v1/deliveries/{delivery['id']}/redeliver"),
    ]:
        assert door.call(method, path, key=stranger)[0] == 404, (method, path)
    assert door.get(hook)["enabled"]


def test_reading_is_not_writing(door: Hooked, receiver: Receiver) -> None:
    """Each role does what is written of it."""
    hook, _ = door.make(receiver)
    reader, starter = door.key("read", "orders"), door.key("trigger", "orders")
    assert door.call("GET", hook, key=reader)[0] == 200
    assert door.call("GET", hook, key=starter)[0] == 403
    for method, path in (("DELETE", hook), ("POST", f"{hook}/test"), ("POST", f"{hook}/rotate")):
        assert door.call(method, path, key=reader)[0] == 403
    assert door.call("DELETE", hook, key=door.admin)[0] == 204
    assert door.call("GET", hook, key=door.admin)[0] == 404
