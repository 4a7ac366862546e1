"""What a dialect is: routes of pure functions, requests to commands and answers to replies."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal
from urllib.parse import parse_qsl

from gonogo.domain.commands import BatchView, Command, RunView
from gonogo.domain.delivery import PAUSES
from gonogo.domain.http import Headers
from gonogo.domain.strict_json import read_json
from gonogo.domain.terms import Idempotency
from gonogo.errors import GonogoError, Invalid
from gonogo.settings import Settings

JSON_TYPE = "application/json"
IDEMPOTENCY_KEY = "Idempotency-Key"
MAX_KEY = 255
MAX_WAIT = 25
"""Seconds that a call may wait for an end: the gateway ends at 30."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An incoming call. Header names are lower-case; `path` is below the dialect's mount."""

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    """Values of the route's `<names>`, percent-decoded."""
    query: Headers = ()
    """Query pairs in their order, percent-decoded; a name may repeat."""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    id: str = ""
    """The gateway's request id, for errors and logs."""
    at: float = 0.0
    """When the gateway got it: unix seconds; 0 if it does not say."""

    @property
    def content_type(self) -> str:
        """The media type without parameters, lower-case; empty when none was sent."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def bearer(self) -> str | None:
        """The token of `Authorization: Bearer …`."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() or None if scheme.lower() == "bearer" else None

    def form(self) -> Headers:
        """The pairs of a form body; empty when it is not one or cannot be read."""
        if self.content_type != "application/x-www-form-urlencoded":
            return ()
        # No limit on fields: a body has at most 1 MB, and what a limit cuts off is lost unseen.
        text = self.body.decode("utf-8", errors="replace")
        return tuple(parse_qsl(text, keep_blank_values=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What goes back."""

    status: int
    body: bytes = b""
    content_type: str | None = JSON_TYPE
    headers: Headers = ()


def json_reply(status: int, document: object, *headers: tuple[str, str]) -> Reply:
    """A reply with a JSON body."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Reply(status=status, body=body.encode("utf-8", errors="replace"), headers=headers)


def utf8(body: bytes) -> bytes:
    """JSON in UTF-8 and without a byte order mark, whichever Unicode encoding it came in.

    >>> utf8('{"a": "ä"}'.encode("utf-16"))
    b'{"a": "\\xc3\\xa4"}'
    """
    encoding = json.detect_encoding(body)
    if encoding == "utf-8":
        return body
    try:
        return body.decode(encoding).encode()
    except UnicodeError:  # none of them after all: whoever reads it says so
        return body


def any_json(request: Request) -> object:
    """The body as JSON whatever its media type says; an object for none, blank and `null`.

    Clients send JSON as a form, without a type, between newlines, behind a byte order mark
    (source: `contracts/ci-recipes.md` 7).
    """
    text = utf8(request.body).strip().removeprefix(BOM_UTF8).strip()
    document = read_json(text) if text else None
    return {} if document is None else document


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Bases of absolute URLs, from configuration and never from the incoming Host."""

    public: str
    """Base of the deployment: `{public}/ui/runs/{id}` is a run's page."""
    dialect: str
    """Base of this dialect's paths."""
    named: Mapping[str, str] = field(default_factory=dict)
    """Further bases that the deployment configured for this dialect, by name."""
    locations: tuple[str, ...] = ()
    """Where this deployment runs tests."""


def links_for(settings: Settings, name: str, mount: str) -> Links:
    """The bases of a dialect: below the public one, and those that the deployment set apart."""
    pairs = (entry.partition("=") for entry in settings.dialect_bases.split())
    own = {key[len(name) + 1 :]: base for key, _, base in pairs if key.startswith(f"{name}.")}
    return Links(
        public=settings.public_base,
        dialect=settings.public_base + mount,
        named=own,
        locations=(settings.default_location,),
    )


Talk = Generator[Command, Any, Reply]
"""A call as a conversation: yields commands, is sent the answer to each, returns the reply.

A command's error is raised where it was yielded; pure like decoding and encoding: no I/O, no clock.
"""


Support = Literal["supported", "stored", "refused"]
"""What an operation of a vendor is here.

`stored`: what is sent is kept and given back, and nothing acts on it; `refused`: it answers that
there is no such thing here.
"""


def _as_it_is(path: str) -> str:
    return path


def _as_asked(request: Request, links: Links) -> Reply | None:
    return None


@dataclass(frozen=True, slots=True)
class Route:
    """One operation of one command.

    `path` has `<name>` for a segment; `methods` may hold several.
    """

    methods: tuple[str, ...]
    path: str
    decode: Callable[[Request], Command]
    """Raises `Invalid` with the field; checks no key and reads no clock."""
    encode: Callable[[Any, Request, Links], Reply]
    """From the command's answer (`domain/commands/`)."""
    summary: str = ""
    """One line for the reference."""
    instead: Callable[[Request, Links], Reply | None] = _as_asked
    """A reply that needs nothing looked up, such as a redirect; None goes on to `decode`."""
    any_body: bool = False
    """Whether a body that is too large or cannot be decoded is passed over, not refused."""
    support: Support = "supported"

    def talk(self, request: Request, links: Links) -> Talk:
        """The shortest conversation: one command, one answer."""
        answer = yield self.decode(request)
        return self.encode(answer, request, links)


@dataclass(frozen=True, slots=True)
class Conversation:
    """One operation that takes several commands, or none."""

    methods: tuple[str, ...]
    path: str
    talk: Callable[[Request, Links], Talk]
    summary: str = ""
    instead: Callable[[Request, Links], Reply | None] = _as_asked
    any_body: bool = False
    support: Support = "supported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """A vendor's way of speaking, mounted under `mount`."""

    title: str
    mount: str
    routes: tuple[Route | Conversation, ...]
    encode_error: Callable[[GonogoError, Request], Reply]
    """Known errors by their `code`; any other error is shown as `internal`."""
    encode_outcome: Callable[[RunView, Links], Mapping[str, object]]
    """The body of the webhook that tells a finished run."""
    encode_batch_outcome: Callable[[BatchView, Links], Mapping[str, object]] | None = None
    """The same for a batch that is over; None for a vendor who tells of runs only."""
    encode_batch_start: Callable[[BatchView, Links], Mapping[str, object]] | None = None
    """The same for a batch that begins; None for a vendor who tells of ends only."""
    run_variables: Mapping[str, str] = field(default_factory=dict)
    """What its tests call the facts of a run, without its name in front: `domain/context.py`."""
    pauses: tuple[float, ...] = PAUSES
    """Seconds before each further attempt at telling an address that came with a start."""
    canonical: Callable[[str], str] = _as_it_is
    """From a path below the mount to the one that the routes know: other spellings of addresses.

    A route for each spelling would cost every cold start its compilation.
    """
    spellings: str = ""
    """A sentence for the reference on what `canonical` understands."""


STATUS: Mapping[str, int] = {
    "invalid": 400,
    "invalid_definition": 400,
    "too_large": 413,
    "wrong_format": 415,
    "wrong_method": 405,
    "unauthorized": 401,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "already_there": 409,
    "idempotency_mismatch": 422,
    "rate_limited": 429,
    "looping": 508,
    "internal": 500,
    "unavailable": 503,
}
"""The default status of an error code; a dialect may differ."""


DELIVERIES = ("x-github-delivery", "x-gitea-delivery", "webhook-id")
"""Headers by which senders of webhooks name a delivery: GitHub, Gitea, Standard Webhooks."""
DELIVERY_SECONDS = 72 * 3600
"""For which a delivery is known again: GitHub lets one be sent again for three days."""


def idempotency_of(request: Request) -> Idempotency | None:
    """What the header `Idempotency-Key` asks for; `Invalid` if it cannot be a key.

    `web/asking.py` gives it to every start that a dialect's route asks for without one.
    """
    key = request.headers.get(IDEMPOTENCY_KEY.lower())
    if key is None:
        return _delivered(request)
    key = key.strip()
    if not 1 <= len(key) <= MAX_KEY or not all("!" <= letter <= "~" for letter in key):
        raise Invalid(
            "The idempotency key cannot be taken.",
            field=IDEMPOTENCY_KEY,
            accepted=f"1 to {MAX_KEY} visible characters of ASCII without spaces",
        )
    return Idempotency(key=key, fingerprint=_fingerprint(request))


def _delivered(request: Request) -> Idempotency | None:
    """Of a webhook, whose sender names each delivery: told twice or replayed, it starts once."""
    for name in DELIVERIES:
        id = request.headers.get(name, "").strip()
        if 1 <= len(id) <= MAX_KEY and id.isascii() and id.isprintable():
            # Several of our addresses may be told of the same delivery.
            told = sha256(f"{name} {id} {request.path}".encode()).hexdigest()
            key = f"delivery-{told}"
            return Idempotency(key=key, fingerprint=_fingerprint(request), seconds=DELIVERY_SECONDS)
    return None


def _fingerprint(request: Request) -> str:
    asked = [request.method, request.path, sorted(request.query), request.content_type]
    digest = sha256(json.dumps(asked).encode())
    digest.update(request.body)
    return digest.hexdigest()


def wait_of(request: Request) -> int:
    """Seconds that `Prefer: wait=N` (RFC 7240) asks for, at most `MAX_WAIT`; 0 for none."""
    for preference in request.headers.get("prefer", "").split(","):
        name, _, value = preference.partition(";")[0].partition("=")
        seconds = value.strip().strip('"')
        if name.strip().lower() == "wait" and seconds.isascii() and seconds.isdecimal():
            return min(int(seconds[:9]), MAX_WAIT)
    return 0


def retry_headers(error: GonogoError) -> Headers:
    """`Retry-After` and `RateLimit-*` of a refusal (`security.md` 6.4); empty for other errors."""
    retry_after = getattr(error, "retry_after", None)
    if retry_after is None:
        return ()
    limit, window = getattr(error, "limit", 0), getattr(error, "window", 0)
    return (
        ("Retry-After", str(retry_after)),
        ("RateLimit-Policy", f'"trigger";q={limit};w={window}'),
        ("RateLimit", f'"trigger";r=0;t={retry_after}'),
    )
