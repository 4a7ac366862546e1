"""Browser sessions: a key is shown once, then a random token in a cookie stands for it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from gonogo.dialects._contract import Reply, Request
from gonogo.domain.key import Key, hash_of
from gonogo.errors import Forbidden
from gonogo.ports import Clock, Sessions
from gonogo.settings import Settings

COOKIE = "gonogo_session"
HOURS = 12
_PAGE = re.compile(r"/ui/(?:runs|batches)/[0-9A-Za-z-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """What opening a session needs."""

    key_of_secret: Callable[[str], Key | None]
    """The live key of a secret; None for anything else."""
    sessions: Sessions
    clock: Clock


def open_session(request: Request, settings: Settings, sign_in: SignIn) -> Reply:
    """Take the key from the form and go on to the page that was asked for."""
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise Forbidden("A form of another site cannot sign anybody in.")
    form = dict(request.form())
    page = page_or_front(form.get("page", ""))
    key = sign_in.key_of_secret(form.get("key", "").strip())
    if key is None or not key.allows("read"):
        return _see(settings, f"{page}?refused=1")
    token = secrets.token_urlsafe(32)
    sign_in.sessions.open(hash_of(token), key.hash, sign_in.clock.now() + HOURS * 3600)
    return _see(settings, page, ("Set-Cookie", _cookie(token, settings)))


def page_or_front(page: str) -> str:
    """The page if it is one of ours, else the front page: no redirect leads elsewhere."""
    return page if _PAGE.fullmatch(page) else "/"


def token_of(cookies: Mapping[str, str]) -> str | None:
    """The session's token among a request's cookies."""
    return cookies.get(COOKIE) or None


def base_path(settings: Settings) -> str:
    """The public base's path: links are relative to the host, which may have several names."""
    return urlsplit(settings.public_base).path.rstrip("/")


def _see(settings: Settings, page: str, *headers: tuple[str, str]) -> Reply:
    location = ("Location", base_path(settings) + page)
    return Reply(status=303, content_type=None, headers=(location, *headers))


def _cookie(token: str, settings: Settings) -> str:
    base = urlsplit(settings.public_base)
    local = base.scheme == "http" and base.hostname == "127.0.0.1"
    parts = [f"{COOKIE}={token}", "Path=/", f"Max-Age={HOURS * 3600}", "HttpOnly"]
    return "; ".join([*parts, "SameSite=Strict", *([] if local else ["Secure"])])
