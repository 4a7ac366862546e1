"""Small stand-ins for ports: plain classes that a test can set and look into."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from gonogo.domain.http import Cookie, Headers, HttpRequest, HttpResponse, Timings
from gonogo.errors import HttpFailure
from tests.builders import NOW

Reply = HttpResponse | HttpFailure | Callable[[HttpRequest], HttpResponse]


class FakeClock:
    """A `Clock` that stands until it is told to move; sleeping moves it."""

    def __init__(self, now: float = NOW) -> None:
        self.time = now
        self.slept: list[float] = []

    def now(self) -> float:
        """The set time."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Move on by so much."""
        self.slept.append(seconds)
        self.time += seconds

    def advance(self, seconds: float) -> None:
        """Move on without having slept."""
        self.time += seconds


def a_reply(
    body: object = b"",
    *,
    status: int = 200,
    headers: Headers = (),
    total: float = 12.0,
    truncated: bool = False,
) -> HttpResponse:
    """A response; a body that is not bytes is sent as JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    typed = headers if isinstance(body, bytes) else (("Content-Type", "application/json"), *headers)
    return HttpResponse(
        status=status,
        reason="OK" if status == 200 else "",
        headers=typed,
        body=raw,
        url="http://api.test/",
        wire_size=len(raw),
        truncated=truncated,
        timings=Timings(total=total),
    )


class FakeHttp:
    """An `HttpSender` and its session: gives the replies in order, the last one for ever."""

    def __init__(self, *replies: Reply) -> None:
        self._replies = list(replies) or [a_reply()]
        self.requests: list[HttpRequest] = []
        self.keep_cookies = False
        self.given: list[Cookie] = []
        self.closed = False

    def session(self, *, keep_cookies: bool = False) -> FakeHttp:
        """Itself."""
        self.keep_cookies = keep_cookies
        return self

    def send(self, request: HttpRequest) -> HttpResponse:
        """The next reply."""
        self.requests.append(request)
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        if isinstance(reply, HttpFailure):
            raise reply
        return reply if isinstance(reply, HttpResponse) else reply(request)

    def give(self, cookies: Iterable[Cookie]) -> None:
        """Remember them."""
        self.given += cookies

    def cookies(self) -> tuple[Cookie, ...] | None:
        """Those that were given, if cookies are kept."""
        return tuple(self.given) if self.keep_cookies else None

    def close(self) -> None:
        """Remember it."""
        self.closed = True
