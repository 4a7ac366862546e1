"""Reading a Bug0 request: its key, and a body in which only the project must be right."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from gonogo.dialects._contract import Request, any_json
from gonogo.errors import Invalid, TooLarge

_KEYS = ("x-api-key", "x-bug0-service-token")
MAX_FACT = 500
"""Characters of a piece of git data; longer ones are none."""
MAX_URL = 2000
MAX_NAME = 255


def key_of(request: Request) -> str | None:
    """The presented key: a project's, or the token of a service."""
    given = (request.headers.get(name, "").strip() for name in _KEYS)
    return next((key for key in given if key), None)


def read_body(request: Request) -> Mapping[str, object]:
    """The body's members; `null` and empty texts are absent, as clients send them for unset."""
    try:
        document = any_json(request)
    except TooLarge:
        raise
    except Invalid:
        raise Invalid("Invalid JSON body", field="body") from None
    if not isinstance(document, dict):
        return {}
    return {name: value for name, value in document.items() if value not in (None, "")}


def project_of(body: Mapping[str, object]) -> str:
    """The project's id or name, which must be there."""
    project = _text(body.get("projectId"))
    if not project:
        raise Invalid("Missing required parameter: projectId", field="projectId")
    if len(project) > MAX_NAME:
        raise Invalid(
            "Invalid parameter: projectId.",
            field="projectId",
            accepted=f"an id or a name of at most {MAX_NAME} characters",
        )
    return project


def url_of(body: Mapping[str, object]) -> str:
    """The base URL for this run; empty if none is given."""
    url = body.get("url", "")
    if url == "" or (isinstance(url, str) and _is_base(url.strip())):
        return str(url).strip()
    raise Invalid(
        "Invalid parameter: url.",
        field="url",
        accepted="an address that begins with http:// or https://",
    )


def facts_of(body: Mapping[str, object]) -> dict[str, str]:
    """What is said of the build; what is wrong there is left out, and never fails the start."""
    owner, repository = (_fact(body.get(name)) for name in ("owner", "repo"))
    facts = {
        "commit": _fact(body.get("gitCommitSha")),
        "branch": _fact(body.get("gitBranch")),
        "pull_request": _fact(body.get("prNumber")),
        "repository": f"{owner}/{repository}" if owner and repository else "",
    }
    return {name: text for name, text in facts.items() if text}


def _fact(value: object) -> str:
    text = _text(value)
    return text if len(text) <= MAX_FACT and text.isprintable() else ""


def _text(value: object) -> str:
    """A text; a number as its digits, as clients send `prNumber` both ways."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def _is_base(url: str) -> bool:
    if len(url) > MAX_URL or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
