"""The table's own persistence: what is left over is asked for again, conflicts are waited out."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from gonogo.aws.table import CONFLICT_TRIES, ConditionFailed, Key, Table
from gonogo.errors import Unavailable


class Scripted:
    """A client whose calls are answered from a list; an exception is raised."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []

    def __getattr__(self, operation: str) -> Any:
        def call(**request: Any) -> Any:
            self.asked.append(request)
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if isinstance(answer, Exception):
                raise answer
            return answer

        return call


def table_on(dynamodb: Scripted) -> Table:
    """A table that does not pause."""
    clients: Any = SimpleNamespace(dynamodb=dynamodb)
    return Table(clients, "t", pause=lambda _: None)


def refused(code: str, **more: Any) -> ClientError:
    """An error of the service."""
    response: Any = {"Error": {"Code": code}, **more}
    return ClientError(response, "op")


def canceled(*reasons: str) -> ClientError:
    """A transaction that was not done."""
    return refused(
        "TransactionCanceledException", CancellationReasons=[{"Code": code} for code in reasons]
    )


def wire(pk: str) -> dict[str, Any]:
    """An item's key on the wire."""
    return {"pk": {"S": pk}, "sk": {"S": "x"}}


def test_keys_left_over_are_asked_for_again() -> None:
    """An answer holds at most 16 MB."""
    dynamodb = Scripted(
        {"Responses": {"t": [wire("a")]}, "UnprocessedKeys": {"t": {"Keys": [wire("b")]}}},
        {"Responses": {"t": [wire("b")]}, "UnprocessedKeys": {}},
    )
    found = table_on(dynamodb).get_all([Key("a", "x"), Key("b", "x")])
    assert list(found) == [Key("a", "x"), Key("b", "x")]
    assert dynamodb.asked[1]["RequestItems"]["t"]["Keys"] == [wire("b")]


def test_keys_never_given_are_an_error() -> None:
    """An absent answer must not look like an absent item."""
    left = {"Responses": {}, "UnprocessedKeys": {"t": {"Keys": [wire("a")]}}}
    with pytest.raises(Unavailable):
        table_on(Scripted(left)).get_all([Key("a", "x")])


@pytest.mark.parametrize(
    "conflict",
    [refused("TransactionConflictException"), canceled("None", "TransactionConflict")],
)
def test_a_conflict_is_waited_out(conflict: ClientError) -> None:
    """Up to a number of tries."""
    dynamodb = Scripted(conflict, conflict, {})
    table_on(dynamodb).put({"pk": "a", "sk": "x"})
    assert len(dynamodb.asked) == 3
    dynamodb = Scripted(conflict)
    with pytest.raises(Unavailable):
        table_on(dynamodb).put({"pk": "a", "sk": "x"})
    assert len(dynamodb.asked) == CONFLICT_TRIES


def test_a_failed_condition_is_an_answer_not_a_conflict() -> None:
    """Even where both are reasons of one cancellation."""
    dynamodb = Scripted(canceled("TransactionConflict", "ConditionalCheckFailed"))
    with pytest.raises(ConditionFailed):
        table_on(dynamodb).transact([])
    assert len(dynamodb.asked) == 1


@pytest.mark.parametrize("error", [refused("AccessDeniedException"), canceled("ValidationError")])
def test_everything_else_passes_through(error: ClientError) -> None:
    """What is not known is not explained away."""
    with pytest.raises(ClientError):
        table_on(Scripted(error)).put({"pk": "a", "sk": "x"})
