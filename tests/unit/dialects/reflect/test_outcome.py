"""What a webhook is told in these words is what the status call says."""

from __future__ import annotations

from typing import Any

from gonogo.dialects._contract import Links
from gonogo.dialects.reflect import DIALECT, _executions, _suite_executions
from tests.builders import NUMBER
from tests.results import a_bad_view, a_batch_view, a_good_result, a_view

LINKS = Links(public="https://gonogo.example.com", dialect="https://gonogo.example.com/reflect")
APP = Links(public=LINKS.public, dialect=LINKS.dialect, named={"app": "https://app.example"})
VIEWS = (a_view(a_good_result()), a_bad_view(1))


def batch(kind: str) -> Any:
    """An execution of a suite, or of a test."""
    return a_batch_view(*VIEWS, kind=kind, dialect="reflect")


def test_a_finished_run_is_told_as_an_item_of_its_execution() -> None:
    """With the number of the execution."""
    told: Any = DIALECT.encode_outcome(VIEWS[1], LINKS)
    assert told["executionId"] == NUMBER
    (test,) = told["tests"]
    assert (test["status"], test["run"]["runId"]) == ("failed", NUMBER + 2)


def test_a_finished_execution_is_told_in_the_words_of_its_kind() -> None:
    """A suite with its slug, anything else as tests."""
    encode = DIALECT.encode_batch_outcome
    assert encode is not None
    suite, single = batch("suite"), batch("test")
    assert encode(suite, LINKS) == _suite_executions.document(suite, "smoke", LINKS)
    assert encode(single, LINKS) == _executions.document(single, LINKS)


def test_links_stand_below_the_base_that_a_deployment_names() -> None:
    """Else below the dialect, where they lead on to our pages."""
    document: Any = _suite_executions.document(batch("suite"), "smoke", APP)
    assert document["url"] == f"https://app.example/suites/smoke/executions/{NUMBER}"
    run = document["tests"]["data"][0]["runs"][0]
    assert run["videoUrl"] == f"https://app.example/tests/{NUMBER}/runs/{NUMBER + 1}"
