"""What the inside asks of the outside: small protocols, one per need."""

from __future__ import annotations

from typing import Protocol

from gonogo.domain.http import HttpRequest, HttpResponse


class HttpSession(Protocol):
    """Requests that belong together: they share cookies (when kept) and live connections."""

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send and read the answer, within `request.timeout` seconds; raises `HttpFailure`."""
        ...

    def close(self) -> None:
        """Drop cookies and connections."""
        ...


class HttpSender(Protocol):
    """The one way out."""

    def session(self, *, keep_cookies: bool = False) -> HttpSession:
        """A fresh session; with `keep_cookies` it has a jar with a browser's domain and path rules."""
        ...


class Clock(Protocol):
    """Time, so that tests can set it."""

    def now(self) -> float:
        """Unix seconds."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...
