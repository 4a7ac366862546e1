"""Which server the command line talks to, and with which key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gonogo.errors import Invalid

LOCAL_FILE = Path(".gonogo/local.json")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A base URL and a key; `origin` says where they were found."""

    base_url: str
    key: str | None
    origin: str


def find_server(environ: Mapping[str, str], folder: Path) -> Server:
    """`GONOGO_URL` and `GONOGO_KEY`, else the local stack of this folder; `Invalid` if neither."""
    url, key = environ.get("GONOGO_URL", "").strip(), environ.get("GONOGO_KEY", "").strip()
    if url:
        return Server(base_url=_checked(url), key=key or None, origin="GONOGO_URL")
    path = folder / LOCAL_FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        base, admin = str(found["base_url"]), str(found["admin_key"])
    except FileNotFoundError:
        raise Invalid(
            "No server is named: GONOGO_URL is not set, and this folder has no local stack.",
            field="GONOGO_URL",
            accepted="the base URL of a server (with GONOGO_KEY), or start one with `gonogo up`",
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Invalid(
            f"{LOCAL_FILE} cannot be read ({type(error).__name__}).",
            field=str(LOCAL_FILE),
            accepted="what `gonogo up` writes; run it again",
        ) from None
    return Server(base_url=_checked(base), key=key or admin, origin=str(LOCAL_FILE))


def _checked(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise Invalid(
            f"The server's URL {url[:200]!r} is none.",
            field="GONOGO_URL",
            accepted="https://host or http://127.0.0.1:port",
        )
    return url.rstrip("/")
