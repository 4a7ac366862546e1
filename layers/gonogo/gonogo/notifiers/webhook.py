"""A signed POST of the outcome's document: Standard Webhooks, or one digest of the body alone."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Mapping

from gonogo.domain.http import Headers, HttpRequest
from gonogo.domain.webhook import key_in
from gonogo.notifiers._contract import Notifier, Setting, Told, is_web_address, post

SCHEMES = ("standard", "body")
"""`body`: for receivers that know only a digest of the body; it says nothing about the time."""


def render(told: Told, settings: Mapping[str, str], secrets: tuple[str, ...]) -> HttpRequest:
    """The POST with its signature over the exact bytes."""
    body = json.dumps(told.document, ensure_ascii=False).encode()
    return post(settings["url"], body, *signature(told, body, settings["signature"], secrets))


def signature(told: Told, body: bytes, scheme: str, secrets: tuple[str, ...]) -> Headers:
    """The headers of a scheme; the standard one is signed with every secret in use."""
    if scheme == "body":
        digest = hmac.new(key_in(secrets[0]), body, hashlib.sha256).hexdigest()
        return (("X-Webhook-Signature", f"sha256={digest}"),)
    seconds = int(told.at)
    signed = [standard(secret, told.id, seconds, body) for secret in secrets]
    return (
        ("webhook-id", told.id),
        ("webhook-timestamp", str(seconds)),
        ("webhook-signature", " ".join(signed)),
    )


def standard(secret: str, id: str, seconds: int, body: bytes) -> str:
    """One signature of the Standard Webhooks specification: over id, time and body.

    >>> standard("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
    ...          1614265330, b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    text = f"{id}.{seconds}.".encode() + body
    return "v1," + b64encode(hmac.new(key_in(secret), text, hashlib.sha256).digest()).decode()


NOTIFIER = Notifier(
    title="Signed webhook",
    settings=(
        Setting(name="url", accepted="an address that begins with https://", fits=is_web_address),
        Setting(
            name="signature",
            accepted=" or ".join(SCHEMES),
            fits=SCHEMES.__contains__,
            default="standard",
        ),
    ),
    render=render,
    signs=True,
    formats=True,
)
