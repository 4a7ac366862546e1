"""A commit status on GitHub: the verdict stands beside the commit that a variable names."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from gonogo.domain.http import HttpRequest
from gonogo.errors import Invalid
from gonogo.notifiers._contract import Notifier, Setting, Told, is_web_address, post

_REPOSITORY = re.compile(r"[\w.-]{1,100}/[\w.-]{1,100}", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_DESCRIPTION = 140
"""GitHub takes no more."""


def render(told: Told, settings: Mapping[str, str], secrets: tuple[str, ...]) -> HttpRequest:
    """`pending` for a start, `success` for good, `failure` for not, with a link to the page."""
    commit = _commit(told, settings["variable"])
    body = {
        "state": _state(told),
        "target_url": told.page,
        "description": f"{told.status}: {told.summary}"[:_DESCRIPTION],
        "context": f"{settings['context']}/{told.subject}"[:255],
    }
    return post(
        f"{settings['api'].rstrip('/')}/repos/{settings['repository']}/statuses/{commit}",
        json.dumps(body, ensure_ascii=False).encode(),
        ("Accept", "application/vnd.github+json"),
        ("Authorization", f"Bearer {secrets[0]}"),
        ("X-GitHub-Api-Version", "2022-11-28"),
    )


def _state(told: Told) -> str:
    if told.event == "batch.started":
        return "pending"
    return "success" if told.good else "failure"


def _commit(told: Told, variable: str) -> str:
    value = told.variables.get(variable, "").strip().lower()
    if not _COMMIT.fullmatch(value):
        raise Invalid(
            f"The variable {variable} of the start holds no commit, so no status can be set.",
            field=variable,
            accepted="the full SHA of a commit",
        )
    return value


def _is_repository(text: str) -> bool:
    owner, _, name = text.partition("/")
    return bool(_REPOSITORY.fullmatch(text)) and {owner, name}.isdisjoint({".", ".."})


def _is_token(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text and bool(text)


NOTIFIER = Notifier(
    title="GitHub commit status",
    settings=(
        Setting(name="repository", accepted="owner/name", fits=_is_repository),
        Setting(
            name="token",
            accepted="a token that may write commit statuses",
            fits=_is_token,
            secret=True,
        ),
        Setting(name="variable", accepted="the name of a variable", default="commit"),
        Setting(name="context", accepted="a short text", default="gonogo"),
        Setting(
            name="api",
            accepted="an address that begins with https://",
            fits=is_web_address,
            default="https://api.github.com",
        ),
    ),
    render=render,
)
