"""Webhooks of a project: whom to tell about what, and how telling went lately."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from gonogo.domain.ids import ProjectId, WebhookId

WebhookEvent = Literal["batch.finished", "run.finished", "batch.started"]
EVENTS: tuple[WebhookEvent, ...] = get_args(WebhookEvent)
When = Literal["always", "no-go", "change"]
"""`change`: the first no-go after a go, and the first go after a no-go."""
WHENS: tuple[When, ...] = get_args(When)

SECRET_PREFIX = "whsec_"  # noqa: S105  what every secret begins with
_PLAIN = str.maketrans("-_", "+/")
MAX_WEBHOOKS = 20
"""Of one project."""
FAILING_SECONDS = 5 * 86_400.0
FAILING_ATTEMPTS = 10
"""Disabled after so long, and at least so many attempts in a row, without one success."""
OVERLAP_SECONDS = 86_400
"""How long the secret before a rotation signs beside the new one."""
MAX_OVERLAP = 7 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSecret:
    """What a webhook signs or signs in with; never in an answer but the one that makes it."""

    value: str = field(repr=False)
    until: float | None = None
    """When it stops being used: the secret before a rotation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """One receiver of a project's outcomes. Its secrets are kept apart from it."""

    id: WebhookId
    project: ProjectId
    kind: str
    """The notifier: a file of `notifiers/`."""
    name: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    """What the notifier wants to know, without what is secret."""
    hint: str = ""
    """How the secret can be told from another: its last characters."""
    events: tuple[WebhookEvent, ...] = ("batch.finished",)
    when: When = "always"
    format: str = "native"
    """In whose words the outcome is told: a dialect."""
    enabled: bool = True
    reason: str = ""
    """Why it is disabled."""
    failures: int = 0
    """Failed attempts in a row."""
    failing_since: float | None = None
    created_at: float = 0.0
    changed_at: float = 0.0
    version: int = 1

    def hopeless(self, now: float) -> bool:
        """Whether it has failed for so long that it should be disabled."""
        if self.failing_since is None or self.failures < FAILING_ATTEMPTS:
            return False
        return now - self.failing_since >= FAILING_SECONDS


def new_webhook_secret() -> str:
    """A fresh signing secret in the form of the Standard Webhooks specification: 260 bit or so.

    Without `+`, `/` and `=`, so that both alphabets of base64 read the same bytes.
    """
    while True:
        text = base64.b64encode(secrets.token_bytes(33)).decode()
        if text.isalnum():
            return SECRET_PREFIX + text


def key_in(secret: str) -> bytes:
    """The bytes that a signing secret stands for.

    >>> key_in("whsec_AAEC")
    b'\\x00\\x01\\x02'
    """
    text = secret.removeprefix(SECRET_PREFIX).translate(_PLAIN).rstrip("=")
    return base64.b64decode(text + "=" * (-len(text) % 4))


def in_use(held: tuple[WebhookSecret, ...], now: float) -> tuple[str, ...]:
    """The secrets that are used now, newest first."""
    return tuple(each.value for each in held if each.until is None or each.until > now)


def hint_of(secret: str) -> str:
    """What lists show of a secret: its last four characters, if it is long enough to lose them."""
    return f"…{secret[-4:]}" if len(secret) >= 16 else "…"
