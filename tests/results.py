"""Results for tests: a good run, a bad one, and the batch of both, with everything set once."""

from __future__ import annotations

from typing import Any

from gonogo.domain.commands import BatchView, RunView
from gonogo.domain.http import Timings
from gonogo.domain.ids import EnvironmentId, TestId, step_id, uuid_of
from gonogo.domain.result import (
    AssertionResult,
    Attempt,
    ExtractionResult,
    Problem,
    Received,
    RunResult,
    Sent,
    StepResult,
    count,
)
from tests.builders import NOW, NUMBER, a_batch, a_head, a_project, a_run

BASE = "https://shop.example.com"
TEST = a_head().id
CHECKOUT = TestId(uuid_of("test", NUMBER + 40))


AN_ATTEMPT = Attempt(
    status="failed", started_at=NOW, duration=0.25, reasons=("response_status: it was 500.",)
)
"""One that another followed."""


def an_assertion(**fields: Any) -> AssertionResult:
    """A status that is 200."""
    default: dict[str, Any] = {
        "passed": True,
        "source": "response_status",
        "comparison": "equal_number",
        "expected": "200",
        "actual": "200",
    }
    return AssertionResult(**{**default, **fields})


def a_response(status: int = 200, **fields: Any) -> Received:
    """A JSON answer with the timing of a fresh connection."""
    default: dict[str, Any] = {
        "status": status,
        "reason": "OK" if status == 200 else "Internal Server Error",
        "headers": (("Content-Type", "application/json"), ("Server", "shop")),
        "body": '{"id": 7, "items": []}',
        "size": 22,
        "wire_size": 22,
        "timings": Timings(dns=4.2, connect=11.0, tls=23.5, first_byte=61.3, total=104.0),
    }
    return Received(**{**default, **fields})


def a_step(place: int = 0, test: str = TEST, **fields: Any) -> StepResult:
    """A request that did as it should."""
    url = f"{BASE}/login"
    default: dict[str, Any] = {
        "id": step_id(TestId(test), str(place)),
        "type": "request",
        "status": "passed",
        "method": "GET",
        "url": url,
        "started_at": NOW + 1 + place * 0.2,
        "duration": 0.104,
        "request": Sent(method="GET", url=url, headers=(("Accept", "*/*"),)),
        "response": a_response(),
        "assertions": (an_assertion(),),
    }
    return StepResult(**{**default, **fields})


def a_result(*steps: StepResult, status: str = "passed", **fields: Any) -> RunResult:
    """A finished result of some steps, one second after they were asked for."""
    default: dict[str, Any] = {
        "status": status,
        "started_at": NOW + 1,
        "finished_at": NOW + 2.25,
        "steps": steps,
        "initial_variables": {"host": BASE},
        "variables": {"host": BASE, "token": "t-1"},
    }
    return RunResult(**{**default, **fields})


def a_good_result() -> RunResult:
    """Two requests; the first leaves a token."""
    token = ExtractionResult(
        passed=True, name="token", source="response_json", property="token", value="t-1"
    )
    first = a_step(0, method="POST", note="Log in", variables=(token,))
    return a_result(first, a_step(1, url=f"{BASE}/me"))


def a_bad_result() -> RunResult:
    """A good step, one whose assertions say no, one that cannot be judged, one left out."""
    wrong = (
        an_assertion(passed=False, actual="500", error="expected 200, got 500"),
        an_assertion(
            passed=False,
            source="response_json",
            property="items[0].price",
            comparison="is_less_than",
            expected="20",
            actual="",
            error="nothing to compare: items has 0 items, so there is no [0]",
        ),
        an_assertion(
            source="response_time", comparison="is_less_than", expected="500", actual="104"
        ),
    )
    lost = Problem(code="connect_failed", message="The connection was refused.")
    return a_result(
        a_step(0, CHECKOUT, note="Log in"),
        a_step(
            1,
            CHECKOUT,
            status="failed",
            url=f"{BASE}/basket",
            duration=0.42,
            response=a_response(500, body='{"error": "<b>out & about</b>"}'),
            assertions=wrong,
        ),
        a_step(
            4,
            CHECKOUT,
            status="errored",
            method="POST",
            url=f"{BASE}/pay",
            request=None,
            response=None,
            assertions=(),
            problem=lost,
            duration=0.003,
        ),
        a_step(
            5,
            CHECKOUT,
            status="skipped",
            method="DELETE",
            url=f"{BASE}/basket",
            request=None,
            response=None,
            assertions=(),
            duration=0.0,
        ),
        status="failed",
    )


def a_view(result: RunResult | None = None, index: int = 0, **fields: Any) -> RunView:
    """A run with its result, counts and times in step with each other."""
    batch = fields.pop("batch", None) or a_batch()
    if result is not None:
        fields = {
            "status": result.status,
            "counts": count(result.steps),
            "started_at": result.started_at,
            "finished_at": result.finished_at,
            "problem": result.problem,
            "attempt": 1,
            **fields,
        }
    staging = {"environment": EnvironmentId("8b0c1b0e-0f3b-4c8e-9a77-0d6d2a1f0e55")}
    run = a_run(batch, index, **{**staging, "environment_name": "staging", **fields})
    return RunView(project=a_project(), run=run, result=result, test=a_head())


def a_bad_view(index: int = 1, **fields: Any) -> RunView:
    """The bad result as a run."""
    return a_view(a_bad_result(), index, test=CHECKOUT, test_name="Checkout", **fields)


def a_batch_view(*views: RunView, **fields: Any) -> BatchView:
    """A batch whose tally is that of its runs."""
    from gonogo.domain.batch import Tally

    statuses = [view.run.status for view in views]
    tally = Tally(
        passed=statuses.count("passed"),
        failed=statuses.count("failed"),
        errored=statuses.count("errored"),
        canceled=statuses.count("canceled"),
    )
    batch = a_batch(total=len(views), tally=tally, target="suite smoke", **fields)
    return BatchView(project=a_project(), batch=batch, runs=views)
