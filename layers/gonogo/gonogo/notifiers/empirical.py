"""Empirical's webhook: the outcome's document, signed over the raw body without a time."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping

from gonogo.domain.http import HttpRequest
from gonogo.domain.webhook import key_in
from gonogo.notifiers._contract import Notifier, Setting, Told, is_web_address, post

HEADER = "X-Webhook-Signature"


def render(told: Told, settings: Mapping[str, str], secrets: tuple[str, ...]) -> HttpRequest:
    """The POST with the signature that Empirical's receivers check."""
    body = json.dumps(told.document, ensure_ascii=False).encode()
    return post(settings["url"], body, (HEADER, signature(body, secrets[0])))


def signature(body: bytes, secret: str) -> str:
    """HMAC-SHA256 with the bytes behind `whsec_` as the key (source: `contracts/empirical.md` 5).

    >>> signature(b"{}", "whsec_AAEC")
    'sha256=b41a4bf93fa1b405ddeefb5f9d07bbbc017ef6746fe16f003ff131fe1074cc5d'
    """
    return "sha256=" + hmac.new(key_in(secret), body, hashlib.sha256).hexdigest()


NOTIFIER = Notifier(
    title="Empirical webhook",
    settings=(
        Setting(name="url", accepted="an address that begins with https://", fits=is_web_address),
        Setting(name="events", accepted="Empirical's event names, with commas", default=""),
    ),
    render=render,
    signs=True,
    formats=True,
)
