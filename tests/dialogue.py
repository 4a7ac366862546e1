"""Hold a route's conversation in a test: what it asks for, and the reply in which it ends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gonogo.dialects._contract import Dialect, Links, Reply, Request, Talk
from gonogo.errors import GonogoError

LINKS = Links(public="https://gonogo.example.com", dialect="https://gonogo.example.com/x")


@dataclass
class Told:
    """How a conversation went."""

    asked: list[Any] = field(default_factory=list)
    """The commands, in order."""
    reply: Reply | None = None

    @property
    def json(self) -> Any:
        """The reply's document."""
        assert self.reply is not None
        return json.loads(self.reply.body)

    def one(self, kind: type[Any]) -> Any:
        """The only command of a kind."""
        (found,) = (command for command in self.asked if isinstance(command, kind))
        return found


def a_request(
    body: object = None,
    *,
    method: str = "POST",
    query: str = "",
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Request:
    """A request; a body of bytes is sent as it is."""
    raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return Request(
        method=method,
        path="/",
        params=params or {},
        query=tuple((name, value) for name, _, value in pairs),
        headers=headers or {},
        body=raw,
        id="req-1",
    )


def hold(talk: Talk, answers: Mapping[type, Any]) -> Told:
    """Answer each command by its class; an error is raised, a list is taken from its front."""
    told = Told()
    try:
        command = next(talk)
        while True:
            told.asked.append(command)
            answer = answers[type(command)]
            if isinstance(answer, list):
                answer = answer.pop(0)
            failed = isinstance(answer, GonogoError)
            command = talk.throw(answer) if failed else talk.send(answer)
    except StopIteration as ended:
        told.reply = ended.value
    return told


def call(
    dialect: Dialect, path: str, request: Request, answers: Mapping[type, Any] | None = None
) -> Told:
    """One call of a route by its pattern, errors as the dialect tells them."""
    route = next(r for r in dialect.routes if r.path == path and request.method in r.methods)
    try:
        return hold(route.talk(request, LINKS), answers or {})
    except GonogoError as error:
        return Told(reply=dialect.encode_error(error, request))
