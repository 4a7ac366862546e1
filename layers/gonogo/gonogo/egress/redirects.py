"""Where a redirect leads: the method it keeps, and the headers that must not go along."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urljoin

from gonogo.domain.http import ClientCertificate, Headers, HttpRequest
from gonogo.egress.answer import Answer
from gonogo.egress.policy import AddressPolicy
from gonogo.egress.urls import Target, target_of
from gonogo.errors import BadRequest, Blocked, ProtocolFailure, TooManyRedirects

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_SECRET = frozenset(("authorization", "cookie", "proxy-authorization", "host"))
_OF_THE_BODY = frozenset(
    ("content-type", "content-encoding", "content-language", "content-location", "content-md5")
)
_ESCAPE = "!#$%&'()*+,/:;=?@[]~\\"


@dataclass(frozen=True, slots=True)
class Hop:
    """One request of an exchange."""

    target: Target
    method: str
    headers: Headers
    body: bytes | None
    certificate: ClientCertificate | None = None


def next_hop(
    hop: Hop, answer: Answer, request: HttpRequest, policy: AddressPolicy, done: int
) -> Hop | None:
    """The request that `answer` sends us to, or None when it is the last answer."""
    if answer.status not in _REDIRECTS or not request.follow_redirects:
        return None
    location = next(iter(answer.values("location")), "")
    if not location:
        return None
    host = hop.target.host
    if done >= request.max_redirects:
        raise TooManyRedirects(f"{host} redirected more than {request.max_redirects} times.")
    target = _target(hop.target, location, policy)
    if hop.target.scheme == "https" and target.scheme == "http":
        raise Blocked(
            f"{host} redirected from https to http, which is not followed.", rule="https-downgrade"
        )
    method, body = _method(hop, answer.status)
    dropped: frozenset[str] = frozenset()
    if body is None and hop.body is not None:
        dropped |= _OF_THE_BODY
    if target.origin != hop.target.origin:
        dropped |= _SECRET | {name.lower() for name in request.secret_headers}
    headers = tuple(line for line in hop.headers if line[0].lower() not in dropped)
    same = target.origin == hop.target.origin
    return Hop(target, method, headers, body, hop.certificate if same else None)


def _target(source: Target, location: str, policy: AddressPolicy) -> Target:
    # Servers write UTF-8 and spaces into Location; headers arrive as Latin-1.
    raw = location.encode("latin-1", "replace")
    try:
        return target_of(urljoin(source.url, quote(raw, safe=_ESCAPE)), policy)
    except (BadRequest, ValueError) as error:
        why = error.message if isinstance(error, BadRequest) else "It is no URL."
        raise ProtocolFailure(
            f"{source.host} redirected to what cannot be requested. {why}"
        ) from error


def _method(hop: Hop, status: int) -> tuple[str, bytes | None]:
    """Browsers' rule: 303 asks for a GET, and 301 and 302 do after a POST."""
    to_get = (status == 303 and hop.method not in ("GET", "HEAD")) or (
        status in (301, 302) and hop.method == "POST"
    )
    return ("GET", None) if to_get else (hop.method, hop.body)
