"""W1: what we sign is what others verify: the published vectors, and a verifier of our own."""

from __future__ import annotations

import base64
from random import Random

import pytest

from gonogo.domain.webhook import SECRET_PREFIX, new_webhook_secret
from gonogo.engine.builtins import hmac_sha256
from gonogo.engine.builtins._contract import Draw
from gonogo.notifiers import empirical
from gonogo.notifiers._contract import Told
from gonogo.notifiers.webhook import signature, standard
from tests.builders import NOW

STANDARD = (
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    1614265330,
    b'{"test": 2432232314}',
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
)
SVIX = (
    "whsec_plJ3nmyCDGBKInavdOK15jsl",
    "msg_loFOjxBNrRLzqYUf",
    1731705121,
    b'{"event_type":"ping","data":{"success":true}}',
    "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
)
GITHUB = (
    b"It's a Secret to Everybody",
    b"Hello, World!",
    "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
)


def told(**fields: object) -> Told:
    given: dict[str, object] = {
        "id": "batch_1-2",
        "event": "batch.finished",
        "at": NOW,
        "document": {"a": 1},
        "project": "orders",
        "subject": "suite smoke",
        "status": "go",
        "good": True,
        "summary": "1 of 1 runs passed",
    }
    return Told(**(given | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize("vector", [STANDARD, SVIX], ids=["Standard Webhooks", "Svix"])
def test_a_published_vector_is_made(vector: tuple[str, str, int, bytes, str]) -> None:
    """Byte for byte."""
    secret, id, seconds, body, signed = vector
    assert standard(secret, id, seconds, body) == signed


def test_githubs_vector_is_made() -> None:
    """By a digest of the body alone, by what Empirical's receivers check, and by a test's step."""
    key, body, digest = GITHUB
    secret = SECRET_PREFIX + base64.b64encode(key).decode()
    assert signature(told(), body, "body", (secret,)) == (
        ("X-Webhook-Signature", f"sha256={digest}"),
    )
    draw = Draw(0, Random(1))  # noqa: S311
    assert hmac_sha256.make(draw, body.decode(), key.decode()) == digest
    assert empirical.signature(body, secret) == f"sha256={digest}"


def test_every_secret_in_use_signs_and_the_time_is_of_the_attempt() -> None:
    """Whoever knows one of them verifies; another secret, id, time or body does not."""
    secrets = (new_webhook_secret(), new_webhook_secret())
    headers = dict(signature(told(), b"body", "standard", secrets))
    signed = headers["webhook-signature"].split(" ")
    assert headers["webhook-timestamp"] == str(int(NOW))
    assert signed == [standard(each, "batch_1-2", int(NOW), b"body") for each in secrets]
    others = (
        standard(new_webhook_secret(), "batch_1-2", int(NOW), b"body"),
        standard(secrets[0], "batch_1-3", int(NOW), b"body"),
        standard(secrets[0], "batch_1-2", int(NOW) + 1, b"body"),
        standard(secrets[0], "batch_1-2", int(NOW), b"Body"),
    )
    assert not set(others) & set(signed)
