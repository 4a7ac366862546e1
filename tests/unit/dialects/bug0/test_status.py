"""Bug0's status words: only a go has passed."""

from __future__ import annotations

from typing import Any

import pytest

from gonogo.dialects.bug0 import DIALECT
from gonogo.dialects.bug0._ids import batch_number, execution_id
from gonogo.domain.commands import BatchView, ReadBatch
from gonogo.errors import NotFound
from tests.builders import NUMBER
from tests.dialogue import LINKS, a_request, call
from tests.golden.world_bug0 import BATCHES_BY_NAME as VIEWS
from tests.results import a_batch_view, a_view

PATH = "/api/run-tests/<execution>"


def read(view: Any) -> Any:
    """What a client reads of an execution."""
    params = {"execution": execution_id(NUMBER)}
    return call(DIALECT, PATH, a_request(method="GET", params=params), {ReadBatch: view}).json


@pytest.mark.parametrize(
    ("view", "status"),
    [
        ("progress-queued", "queued"),
        ("progress", "running"),
        ("passed", "passed"),
        ("failed", "failed"),
        ("failed-because-lost", "failed"),
        ("failed-and-the-rest-canceled", "failed"),
        ("canceled", "cancelled"),
        ("nothing-ran", "failed"),
    ],
)
def test_a_status_word(view: str, status: str) -> None:
    """Contract 5; an execution in which nothing ran has not passed."""
    assert read(VIEWS[view])["status"] == status


def test_an_id_is_a_number_in_base_36() -> None:
    """There and back, to the largest number."""
    for number in (1, 35, 36, NUMBER, 2**53 - 1):
        assert batch_number(execution_id(number)) == number


@pytest.mark.parametrize("id", ["", "exec_", "exec_Ä", "exec_-1", "null", "exec_" + "z" * 17, "7"])
def test_what_is_no_id_is_not_found(id: str) -> None:
    """Contract 5: 404, and nothing is looked up."""
    told = call(DIALECT, PATH, a_request(method="GET", params={"execution": id}))
    assert told.json == {"success": False, "error": "Execution not found"}
    assert told.asked == []


def test_another_tenants_execution_is_not_found() -> None:
    """In the same words as one that never was."""
    assert read(NotFound("There is no such batch."))["error"] == "Execution not found"


def test_a_batch_of_another_dialect_is_read_as_well() -> None:
    """One number means one batch in every vocabulary."""
    view: BatchView = a_batch_view(a_view(), dialect="native")
    assert read(view)["executionId"] == execution_id(view.batch.number)


def test_a_webhook_in_these_words_says_what_the_status_says() -> None:
    """One form, one derivation."""
    assert DIALECT.encode_batch_outcome is not None
    told = DIALECT.encode_batch_outcome(VIEWS["failed"], LINKS)
    assert (told["event"], told["status"]) == ("execution.completed", "failed")
    run = DIALECT.encode_outcome(VIEWS["failed-because-lost"].runs[0], LINKS)
    assert (run["event"], run["status"]) == ("test.completed", "failed")
