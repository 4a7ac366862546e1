"""What a caller of a waiting run asks, and the answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from gonogo.domain.http import Headers


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingCall:
    """A call for the runs that wait at an address, which is the secret: no key is looked at."""

    address: str
    method: str
    url: str
    """Path and query, as they were called."""
    place: str = ""
    """What stands in the path behind the address."""
    headers: Headers = ()
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallKept:
    """Whoever waits will find it."""

    id: str
