"""A step that is tried again keeps what each try said; nothing secret is in it."""

from __future__ import annotations

import pytest

from gonogo.aws.result_document import decode, encode
from gonogo.domain.test import Retry
from tests.engine_runs import a_step, an_assertion, run, run_one
from tests.fakes import FakeHttp, a_reply

DONE = an_assertion("response_json", "equal", "done", property="state")
BUSY, READY = a_reply({"state": "busy"}), a_reply({"state": "done"})
SECRET = "s3cret/of the#shop?"


def test_every_try_before_the_last_is_kept_with_its_reasons() -> None:
    step = a_step(assertions=(DONE,), retry=Retry(times=5, interval=0.0))
    result = run_one(step, http=FakeHttp(BUSY, a_reply({}), READY))
    assert (result.status, result.remark) == ("passed", "Tried 3 times.")
    first, second = result.attempts
    assert first.reasons == ('response_json state equal: expected "done", got "busy"',)
    assert second.reasons[0].startswith("response_json state equal: nothing to compare")
    assert {first.status, second.status} == {"failed"}


def test_a_step_that_passes_at_once_has_no_attempts() -> None:
    assert run_one(a_step(retry=Retry(times=3, interval=0.0)), http=FakeHttp(READY)).attempts == ()


@pytest.mark.parametrize("tail", ["", "x" * 600])
def test_a_secret_in_a_tries_reason_is_masked(tail: str) -> None:
    """Also where the reason was cut."""
    wrong = an_assertion("response_json", "equal", "done", property="state")
    step = a_step(assertions=(wrong,), retry=Retry(times=2, interval=0.0))
    leaks = a_reply({"state": f"{SECRET}{tail}"})
    (result,) = run(step, http=FakeHttp(leaks, READY), hidden=(SECRET,)).steps
    assert len(result.attempts) == 1
    assert SECRET not in str(result.attempts)
    assert "***" in result.attempts[0].reasons[0]


def test_attempts_and_filters_are_stored_and_read_again() -> None:
    counted = an_assertion(
        "response_json",
        "equal_number",
        2,
        property="tags",
        filters=(("split", (",",)), ("count", ())),
    )
    step = a_step(assertions=(counted,), retry=Retry(times=2, interval=0.0))
    http = FakeHttp(a_reply({"tags": "a"}), a_reply({"tags": "a,b"}))
    (kept,) = decode(encode(run(step, http=http))).steps
    assert kept.assertions[0].filters == (("split", (",",)), ("count", ()))
    assert kept.attempts[0].reasons == (
        'response_json tags | split "," | count equal_number: expected 2, got 1',
    )
