"""How each kind of receiver is told of a start, and how Empirical's receivers verify it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gonogo.domain.webhook import new_webhook_secret
from gonogo.notifiers import notifiers
from gonogo.notifiers._contract import Told

SHA = "3f786850e387550fdab836ed7e6dc881de23001b"
START = Told(
    id="d-1",
    event="batch.started",
    at=1_795_000_000.0,
    document={"event": "batch.started", "text": "ä"},
    project="shop",
    subject="suite smoke",
    status="started",
    good=True,
    summary="2 runs",
    variables={"commit": SHA},
)
GOOD = replace(START, event="batch.finished", status="go", summary="2 of 2 runs passed")
BAD = replace(GOOD, status="no-go", good=False)


def sent(kind: str, told: Told, *secrets: str, **settings: str) -> Any:
    """The request that a kind makes of it."""
    notifier = notifiers[kind]
    given = notifier.read(settings, without=notifier.secret.name if notifier.secret else None)
    return notifier.render(told, given, secrets)


@pytest.mark.parametrize(
    ("told", "state"), [(START, "pending"), (GOOD, "success"), (BAD, "failure")]
)
def test_a_commit_waits_until_the_verdict(told: Told, state: str) -> None:
    """GitHub knows a word for each."""
    request = sent("github", told, "ghp_x", repository="acme/shop")
    assert json.loads(request.body)["state"] == state


@pytest.mark.parametrize(
    ("told", "sign"), [(START, ":hourglass:"), (GOOD, ":white_check_mark:"), (BAD, ":no_entry:")]
)
def test_a_message_shows_at_a_glance_what_it_is(told: Told, sign: str) -> None:
    """Slack's first characters."""
    request = sent("slack", told, "https://hooks.slack.com/services/x")
    text = json.loads(request.body)["blocks"][0]["text"]["text"]
    assert text.startswith(f"{sign} *{told.status}*")


def test_empiricals_signature_is_over_the_exact_bytes() -> None:
    """Contract 5: a receiver decodes what is behind `whsec_` as base64url."""
    secret = new_webhook_secret()
    request = sent("empirical", START, secret, url="https://hooks.example/e")
    key = base64.urlsafe_b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, request.body, hashlib.sha256).hexdigest()
    assert dict(request.headers)["X-Webhook-Signature"] == f"sha256={digest}"
    assert json.loads(request.body) == START.document


def test_after_a_rotation_the_newest_secret_signs() -> None:
    """There is room for one signature."""
    newest, before = new_webhook_secret(), new_webhook_secret()
    one, two = (
        dict(sent("empirical", START, *secrets, url="https://hooks.example/e").headers)
        for secrets in ((newest,), (newest, before))
    )
    assert one == two


def test_the_guides_receiver_takes_what_is_genuine_and_nothing_else() -> None:
    """The program of docs/guide/empirical.md, as it stands there."""
    guide = Path(__file__).resolve().parents[3] / "docs/guide/empirical.md"
    (program,) = re.findall(r"^```python\n(.*?)^```$", guide.read_text("utf-8"), re.M | re.S)
    names: dict[str, Any] = {}
    exec(program, names)  # noqa: S102 - the guide's own
    secret = new_webhook_secret()
    request = sent("empirical", START, secret, url="https://hooks.example/e")
    header = dict(request.headers)["X-Webhook-Signature"]
    assert names["genuine"](request.body, header, secret)
    assert not names["genuine"](request.body + b" ", header, secret)
    assert not names["genuine"](request.body, header, new_webhook_secret())
