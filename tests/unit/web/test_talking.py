"""Conversations: several commands for one call, and errors where they belong."""

from __future__ import annotations

import pytest

from gonogo.dialects._contract import Links, Request, Route, Talk, json_reply
from gonogo.domain.commands import Answer, Command
from gonogo.errors import Conflict, NotFound
from gonogo.web.talking import hold

REQUEST = Request(method="GET", path="/")
LINKS = Links(public="", dialect="")


def echo(command: Command) -> Answer:
    """Answers a number with its double, and a text with an error."""
    if isinstance(command, int):
        return command * 2
    raise NotFound(str(command))


def test_each_answer_goes_where_its_command_was_yielded() -> None:
    """And the return value is the reply."""

    def talk() -> Talk:
        first = yield 1
        second = yield first + 10
        return json_reply(200, [first, second])

    assert hold(talk(), echo).body == b"[2,24]"


def test_an_error_can_be_answered_within_the_conversation() -> None:
    """As the vendor's contract wants it."""

    def talk() -> Talk:
        try:
            yield "gone"
        except NotFound:
            kept = yield 3
        return json_reply(200, kept)

    assert hold(talk(), echo).body == b"6"


def test_an_error_that_nobody_answers_leaves_the_conversation() -> None:
    """The dialect encodes it."""

    def talk() -> Talk:
        yield "gone"
        return json_reply(200, None)

    with pytest.raises(NotFound, match="gone"):
        hold(talk(), echo)


def test_a_conversation_may_ask_for_nothing() -> None:
    """And may refuse by itself."""

    def silent() -> Talk:
        return json_reply(200, "here")
        yield

    def refusing() -> Talk:
        raise Conflict("no")
        yield

    assert hold(silent(), echo).body == b'"here"'
    with pytest.raises(Conflict):
        hold(refusing(), echo)


def test_a_route_is_a_conversation_of_one_command() -> None:
    """Decode, ask, encode."""
    route = Route(("GET",), "/", lambda request: 4, lambda answer, *_: json_reply(200, answer))
    assert hold(route.talk(REQUEST, LINKS), echo).body == b"8"
