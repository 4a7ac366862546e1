"""The command line's own line to a server: JSON both ways, retries, and errors that say what next.

This is gonogo's control channel, not a test's request: it goes to the server that the user named,
so it uses `requests` directly, with the machine's proxies and certificates.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlsplit

import click
import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from gonogo.cli.server import LOOPBACK, Server, find_server
from gonogo.errors import GonogoError

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 35.0
"""Longer than the longest poll (25) and than the gateway's own limit (30)."""
BUSY = (429, 502, 503, 504)
REFUSED = (429,)
"""What certainly did nothing: the only answer after which what is done once may be sent again."""
AT_IT = 409
"""To a start that is repeated: the first call, whose answer was lost, is still at it."""

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


class ServerRefused(GonogoError):
    """The server said no, or nothing that can be used; the message says what to do next."""

    code = "server_refused"

    def __init__(self, message: str, *, status: int | None = None, next_step: str = "") -> None:
        super().__init__(f"{message}\n  {next_step}" if next_step else message)
        self.status = status
        self.said, self.next_step = message, next_step


def address(*parts: str) -> str:
    """The path of something on a server, by names or ids.

    >>> address("projects", "Shop/EU", "tests")
    '/v1/projects/Shop%2FEU/tests'
    """
    return "/".join(("/v1", *(quote(part, safe="") for part in parts)))


class Client:
    """Calls one server with one key."""

    def __init__(self, server: Server, *, patience: float = 1.0) -> None:
        self.server = server
        self._patience = patience
        self._sessions: dict[bool | str, requests.Session] = {}

    def call(
        self,
        method: Method,
        path: str,
        body: object = None,
        *,
        once: bool | str = False,
        **query: object,
    ) -> Any:
        """One call; `once`: repeated only if nothing was done, or with this idempotency key."""
        params = {name: str(value) for name, value in query.items()}
        url = self.server.base_url + path
        return _document(self._send(once, method, url, json=body, params=params))

    def pages(self, path: str, name: str) -> Iterator[Mapping[str, Any]]:
        """Every entry of a list, page by page."""
        answer = self.call("GET", path)
        yield from answer[name]
        while answer.get("next"):
            answer = self.call("GET", path, cursor=answer["next"])
            yield from answer[name]

    def fetch(self, path: str, accept: str) -> bytes:
        """A document as it comes, in the format asked for."""
        return self._send(False, "GET", self.server.base_url + path, accept=accept).content

    def start(
        self, url: str, variables: Mapping[str, str], once: str, query: Sequence[tuple[str, str]]
    ) -> Any:
        """Call a trigger URL; its secret is in it, so no API key goes along."""
        values = dict(variables)
        sent = self._send(once, "POST", url, key=False, json=values, params=list(query))
        return _document(sent)

    def _send(
        self,
        once: bool | str,
        method: Method,
        url: str,
        *,
        accept: str = "application/json",
        key: bool = True,
        **request: Any,
    ) -> requests.Response:
        headers = {"Accept": accept}
        if key and self.server.key:
            headers["Authorization"] = f"Bearer {self.server.key}"
        if isinstance(once, str):
            headers["Idempotency-Key"] = once
        try:
            response = self._session(once).request(
                method,
                url,
                headers=headers,
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                # A redirect would turn a POST into a GET, or carry the key elsewhere.
                allow_redirects=False,
                **request,
            )
        except requests.RequestException as error:
            raise self._unreachable(error) from error
        if not 200 <= response.status_code < 300:
            raise refusal(response.status_code, _document_or_none(response), self.server)
        return response

    def _session(self, once: bool | str) -> requests.Session:
        """Connections with the retries that fit."""
        if once not in self._sessions:
            self._sessions[once] = self._connected(_retries(once, self._patience))
        return self._sessions[once]

    def _connected(self, retries: Retry) -> requests.Session:
        session = requests.Session()
        session.headers["User-Agent"] = "gonogo-cli"
        if urlsplit(self.server.base_url).hostname in LOOPBACK:
            session.trust_env = False  # a proxy cannot know this machine's loopback
        adapter = HTTPAdapter(max_retries=retries)
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        return session

    def _unreachable(self, error: requests.RequestException) -> ServerRefused:
        where = f"{self.server.base_url} (from {self.server.origin})"
        why = "no connection"
        if isinstance(error, requests.Timeout):
            why = "it did not answer in time"
        elif isinstance(error, requests.exceptions.SSLError):
            why = "its certificate was not accepted"
        return ServerRefused(
            f"The server {where} cannot be reached: {why}.",
            next_step="Check GONOGO_URL, or look at the local stack with `gonogo status`.",
        )


def _retries(once: bool | str, patience: float) -> Retry:
    keyed = isinstance(once, str)
    return Retry(
        total=5,
        connect=3,
        read=0 if once is True else 3,
        other=0,
        status=5,
        allowed_methods=None,
        status_forcelist=(*BUSY, AT_IT) if keyed else REFUSED if once else BUSY,
        backoff_factor=0.5 * patience,
        backoff_max=8,
        backoff_jitter=0.25 * patience,
        retry_after_max=60,
        raise_on_status=False,
    )


def connect() -> Client:
    """A client of the server that the environment or this folder names; says which, if guessed."""
    server = find_server(os.environ, Path.cwd())
    if server.origin != "GONOGO_URL":
        click.echo(f"Using the local stack of {server.origin}: {server.base_url}", err=True)
    return Client(server)


def _document(response: requests.Response) -> Any:
    """The JSON of a success; None where there is none to be had."""
    if not response.content:
        return None
    document = _document_or_none(response)
    if document is None:
        raise ServerRefused(
            f"{response.url.split('?')[0]} did not answer with JSON.",
            next_step="Is GONOGO_URL the base URL of a gonogo server?",
        )
    return document


def _document_or_none(response: requests.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None


def refusal(status: int, document: object, server: Server) -> ServerRefused:
    """The error for an answer that is not a success, in the words of its problem document."""
    problem = document if isinstance(document, dict) else {}
    said = problem.get("detail") or problem.get("title") or problem.get("message")
    if not said:
        said = f"The server {server.base_url} answered {status} without saying why."
    lines = [f"{said} (status {status})"]
    for name in ("field", "accepted"):
        if problem.get(name):
            lines.append(f"  {name}: {_text(problem[name])}")
    lines.extend(f"  {_text(entry)}" for entry in problem.get("problems") or ())
    return ServerRefused("\n".join(lines), status=status, next_step=_next_step(status, server))


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _next_step(status: int, server: Server) -> str:
    if status == 401 and server.key is None:
        return "No key was sent: set GONOGO_KEY (`gonogo keys create` makes one)."
    if status == 401:
        return f"The key used came with {server.origin}; check GONOGO_KEY."
    if status == 403:
        return "The key's role or projects do not allow this; ask for another with an admin key."
    if status == 404:
        return "Check the name, and that the key is bound to its project."
    if status == 429:
        return "Too many calls: wait a little, then try again."
    return "Try again; if it stays, look at the server's logs." if status >= 500 else ""
