"""A cookie jar with a browser's domain and path rules, and a browser's limits."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from http.cookiejar import Cookie as JarCookie
from http.cookiejar import CookieJar
from typing import Any

from gonogo.domain.http import Cookie, Headers
from gonogo.egress.urls import Target

MAX_COOKIES = 50
MAX_COOKIE = 4096


class Cookies:
    """The cookies of one session, or of one exchange."""

    def __init__(self, jar: CookieJar) -> None:
        self.jar = jar

    def take(self, target: Target, lines: Headers) -> None:
        """Keep the cookies that an answer from `target` sets."""
        message = Message()
        for name, value in lines:
            if name.lower() == "set-cookie" and len(value) <= MAX_COOKIE:
                message[name] = value
        if not len(message):
            return
        answered: Any = _Answered(message)
        asked: Any = _Asked(target)
        self.jar.extract_cookies(answered, asked)
        for cookie in list(self.jar)[: max(0, len(self.jar) - MAX_COOKIES)]:
            self.jar.clear(cookie.domain, cookie.path, cookie.name)

    def put(self, cookie: Cookie) -> None:
        """Have this one too; what the standard library wants to know besides does not matter."""
        host = cookie.domain.lower().strip(".").strip("[]")
        # It looks for hosts without a dot below `.local`.
        host = host if "." in host or ":" in host else f"{host}.local"
        self.jar.set_cookie(
            JarCookie(
                version=0,
                name=cookie.name,
                value=cookie.value,
                port=None,
                port_specified=False,
                domain=host if cookie.host_only else f".{host}",
                domain_specified=not cookie.host_only,
                domain_initial_dot=not cookie.host_only,
                path=cookie.path or "/",
                path_specified=True,
                secure=cookie.secure,
                expires=None if cookie.expires_at is None else int(cookie.expires_at),
                discard=cookie.expires_at is None,
                comment=None,
                comment_url=None,
                rest={},
            )
        )

    def __iter__(self) -> Iterator[Cookie]:
        """What stands in the jar."""
        for each in self.jar:
            yield Cookie(
                name=each.name,
                value=each.value or "",
                domain=each.domain.removesuffix(".local").strip("."),
                host_only=not each.domain_specified,
                path=each.path,
                secure=each.secure,
                expires_at=each.expires,
            )

    def header(self, target: Target, given: Headers) -> tuple[Headers, str | None]:
        """The headers without their `Cookie` line, and one line of all that are to be sent."""
        if not len(self.jar):
            return given, None
        asked: Any = _Asked(target)
        self.jar.add_cookie_header(asked)
        if not asked.cookie:
            return given, None
        own = "; ".join(value for name, value in given if name.lower() == "cookie")
        if not own:
            return given, asked.cookie
        names = {pair.partition("=")[0].strip() for pair in own.split(";")}
        more = [pair for pair in asked.cookie.split("; ") if pair.partition("=")[0] not in names]
        rest = tuple(line for line in given if line[0].lower() != "cookie")
        return rest, "; ".join([own, *more])


class _Answered:
    """An answer as the standard library's jar wants to see it."""

    def __init__(self, message: Message) -> None:
        self._message = message

    def info(self) -> Message:
        return self._message


class _Asked:
    """A request as the standard library's jar wants to see it."""

    unverifiable = False

    def __init__(self, target: Target) -> None:
        self._url = target.url
        self.type = target.scheme
        self.host = target.authority
        self.origin_req_host = target.host
        self.cookie: str | None = None

    def get_full_url(self) -> str:
        return self._url

    def has_header(self, _name: str) -> bool:
        return False

    def get_header(self, _name: str, default: str | None = None) -> str | None:
        return default

    def add_unredirected_header(self, name: str, value: str) -> None:
        if name == "Cookie":
            self.cookie = value
