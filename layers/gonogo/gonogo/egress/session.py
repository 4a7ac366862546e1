"""Sends a request and reads its answer: redirects, cookies and the deadline of the whole."""

from __future__ import annotations

import time
from collections.abc import Iterable
from http.cookiejar import CookieJar
from urllib.parse import urlsplit

from gonogo.domain.http import Cookie, HttpRequest, HttpResponse
from gonogo.egress import headers as header_lines
from gonogo.egress.adapter import GuardedSession
from gonogo.egress.body import Body
from gonogo.egress.cookies import Cookies
from gonogo.egress.deadline import WATCHDOG, Deadline
from gonogo.egress.redirects import Hop, next_hop
from gonogo.egress.resolver import Guard, log
from gonogo.egress.tls import TlsContexts
from gonogo.egress.turn import Turn
from gonogo.egress.urls import target_of
from gonogo.errors import Blocked


class EgressSession:
    """Implements `HttpSession`."""

    def __init__(self, guard: Guard, tls: TlsContexts, *, keep_cookies: bool) -> None:
        self._policy = guard.policy
        self._session = GuardedSession(guard, tls)
        self._kept = Cookies(self._session.cookies) if keep_cookies else None
        self._given: list[Cookie] = []

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send and read the answer, within `request.timeout` seconds."""
        try:
            return self._send(request)
        except Blocked as refusal:
            # A test may write a secret into its URL; whose request it was stands in the result.
            host = "***" if request.secret_url else _host(request.url)
            log.warning("egress refused host=%s rule=%s", host, refusal.rule)
            raise

    def _send(self, request: HttpRequest) -> HttpResponse:
        started = time.monotonic()
        header_lines.check(request)
        target = target_of(request.url, self._policy)
        hop = Hop(target, request.method, request.headers, request.body, request.client_certificate)
        deadline = WATCHDOG.start(request.timeout)
        try:
            return self._follow(request, hop, deadline, started)
        finally:
            deadline.finish()

    def give(self, cookies: Iterable[Cookie]) -> None:
        """Send these cookies from now on, whether or not those of answers are kept."""
        for cookie in cookies:
            if self._kept is None:
                self._given.append(cookie)
            else:
                self._kept.put(cookie)

    def cookies(self) -> tuple[Cookie, ...] | None:
        """What stands in the jar; None if none are kept."""
        return None if self._kept is None else tuple(self._kept)

    def _of_one_exchange(self) -> Cookies | None:
        """A jar for an exchange whose cookies are not kept; None while there are none."""
        if not self._given:
            return None
        jar = Cookies(CookieJar())
        for cookie in self._given:
            jar.put(cookie)
        return jar

    def close(self) -> None:
        """Drop cookies and connections."""
        self._session.cookies.clear()
        self._session.close()

    def _follow(
        self, request: HttpRequest, hop: Hop, deadline: Deadline, started: float
    ) -> HttpResponse:
        cookies = self._kept or self._of_one_exchange()
        passed: list[str] = []
        while True:
            turn = self._turn(request, hop, cookies, deadline)
            try:
                turn.ask()
                following = next_hop(hop, turn.answer, request, self._policy, len(passed))
                if cookies is None and following is not None:
                    # None are kept, and still a login that redirects gets its cookie back.
                    cookies = Cookies(CookieJar())
                if cookies is not None:
                    cookies.take(hop.target, turn.answer.lines)
                if following is None:
                    body = turn.read(request.max_body)
                    return _response(request, turn, body, tuple(passed), started)
                turn.skip()
            finally:
                turn.release()
            passed.append(hop.target.url)
            hop = following

    def _turn(
        self, request: HttpRequest, hop: Hop, cookies: Cookies | None, deadline: Deadline
    ) -> Turn:
        given, cookie = hop.headers, None
        if cookies is not None:
            given, cookie = cookies.header(hop.target, given)
        sent = header_lines.lines(hop.method, hop.target.authority, given, hop.body, cookie)
        return Turn(self._session.guarded, request, hop, sent, deadline)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "?"
    except ValueError:
        return "?"


def _response(
    request: HttpRequest, turn: Turn, body: Body, passed: tuple[str, ...], started: float
) -> HttpResponse:
    answer = turn.answer
    return HttpResponse(
        status=answer.status,
        reason=answer.reason,
        headers=answer.lines,
        body=body.data,
        url=turn.hop.target.url if passed else request.url,
        wire_size=body.wire,
        truncated=body.truncated,
        timings=turn.timings((time.monotonic() - started) * 1000),
        redirects=passed,
        sent_headers=turn.sent,
        http_version="HTTP/1.1" if answer.version else "HTTP/1.0",
        certificate_days=turn.certificate_days(),
    )
