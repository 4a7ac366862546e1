"""Hold the conversation of a route: its commands go to their use cases, the answers go back."""

from __future__ import annotations

from collections.abc import Callable

from gonogo.dialects._contract import Reply, Talk
from gonogo.domain.commands import Answer, Command
from gonogo.errors import GonogoError


def hold(talk: Talk, dispatch: Callable[[Command], Answer]) -> Reply:
    """The reply in which a conversation ends.

    A use case's error is raised where its command was yielded: the route may answer it, or let it
    pass and have its dialect answer.
    """
    try:
        command = next(talk)
        while True:
            try:
                answer = dispatch(command)
            except GonogoError as error:
                command = talk.throw(error)
            else:
                command = talk.send(answer)
    except StopIteration as told:
        reply: Reply = told.value
        return reply
