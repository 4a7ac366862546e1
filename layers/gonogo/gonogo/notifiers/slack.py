"""A Slack message through an incoming webhook, whose address is the secret."""

from __future__ import annotations

import json
from collections.abc import Mapping

from gonogo.domain.http import HttpRequest
from gonogo.notifiers._contract import Notifier, Setting, Told, is_web_address, post

_REASONS = 5
_SECTION = 2900
"""Slack takes 3000 characters a section."""


def render(told: Told, settings: Mapping[str, str], secrets: tuple[str, ...]) -> HttpRequest:
    """The message: verdict, what it was about, the first reasons, and a link."""
    return post(secrets[0], json.dumps(message(told), ensure_ascii=False).encode())


def message(told: Told) -> dict[str, object]:
    """Blocks for people, and a text for notifications and screen readers.

    >>> told = Told(id="i", event="e", at=0, document={}, project="a<b", subject="suite s",
    ...             status="go", good=True, summary="1 of 1 runs passed")
    >>> message(told)["text"]
    'go: a&lt;b, suite s. 1 of 1 runs passed'
    """
    about = f"{told.project}, {told.subject}"
    started = told.event == "batch.started"
    sign = ":hourglass:" if started else ":white_check_mark:" if told.good else ":no_entry:"
    head = f"{sign} *{escaped(told.status)}*  {escaped(about)}\n{escaped(told.summary)}"
    lines = [f"• {escaped(reason)}" for reason in told.reasons[:_REASONS]]
    texts = [head, *(["\n".join(lines)] if lines else [])]
    blocks: list[dict[str, object]] = [
        {"type": "section", "text": {"type": "mrkdwn", "text": text[:_SECTION]}} for text in texts
    ]
    if told.page:
        link = {"type": "mrkdwn", "text": f"<{told.page}|Open in gonogo>"}
        blocks.append({"type": "context", "elements": [link]})
    return {"text": escaped(f"{told.status}: {about}. {told.summary}"), "blocks": blocks}


def escaped(text: str) -> str:
    """Text that Slack does not take for its own marks.

    >>> escaped("a < b & c")
    'a &lt; b &amp; c'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


NOTIFIER = Notifier(
    title="Slack",
    settings=(
        Setting(
            name="url",
            accepted="the address of an incoming webhook, such as https://hooks.slack.com/services/…",
            fits=is_web_address,
            secret=True,
        ),
    ),
    render=render,
)
