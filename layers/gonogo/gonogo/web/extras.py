"""What the API answers besides the dialects: its health, its description, a browser's sign-in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import urlencode

from gonogo import __version__
from gonogo.dialects._contract import JSON_TYPE, Reply, Request, json_reply
from gonogo.errors import NotFound
from gonogo.settings import Settings
from gonogo.web.session import SignIn, open_session


@dataclass(frozen=True, slots=True)
class Extra:
    """A path of our own. `reply` needs no command."""

    methods: tuple[str, ...]
    path: str
    reply: Callable[[Request, Settings, SignIn | None], Reply]


def _health(request: Request, settings: Settings, sign_in: SignIn | None) -> Reply:
    """Whether the function runs; it asks nothing of the tables."""
    return json_reply(200, {"status": "ok", "version": __version__})


def _openapi(request: Request, settings: Settings, sign_in: SignIn | None) -> Reply:
    """The committed description, with this deployment as its server."""
    text = files("gonogo.web").joinpath("static/openapi.json").read_text(encoding="utf-8")
    body = text.replace("https://gonogo.example.com", settings.public_base)
    return Reply(status=200, body=body.encode(), content_type=JSON_TYPE)


def _session(request: Request, settings: Settings, sign_in: SignIn | None) -> Reply:
    """A key for a cookie."""
    if sign_in is None:
        raise NotFound("There is no sign-in here.")
    return open_session(request, settings, sign_in)


def _front(request: Request, settings: Settings, sign_in: SignIn | None) -> Reply:
    """The gateway sends `/ui` and `/ui/` here, all below them to the pages, and `/` too."""
    query = f"?{urlencode(request.query)}" if request.query else ""
    location = ("Location", f"{settings.public_base}/{query}")
    return Reply(status=308, content_type=None, headers=(location,))


EXTRAS = (
    Extra(("GET",), "/v1/health", _health),
    Extra(("GET",), "/v1/openapi.json", _openapi),
    Extra(("POST",), "/ui/session", _session),
    Extra(("GET",), "/ui", _front),
    Extra(("GET",), "/ui/", _front),
)
