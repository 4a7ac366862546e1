"""Runscope (BlazeMeter API Monitoring): trigger URLs, results and the completion webhook."""

from __future__ import annotations

from gonogo.dialects._contract import Dialect, Route
from gonogo.dialects.runscope._envelope import encode_error
from gonogo.dialects.runscope._inbound import METHODS, decode_call, encode_kept
from gonogo.dialects.runscope._outcome import encode_outcome
from gonogo.dialects.runscope._page import to_page
from gonogo.dialects.runscope._result import decode_result, encode_result
from gonogo.dialects.runscope._started import encode_started
from gonogo.dialects.runscope._trigger import decode_batch, decode_bucket_trigger, decode_trigger

_VERSIONS = ("", "/v1")
"""Newer clients put one in front of some paths."""
_RESULT_PATHS = tuple(
    f"{version}/buckets/<bucket>/{word}/<test>/results/<run>"
    for version in _VERSIONS
    for word in ("tests", "radar")
)


def _triggers(version: str) -> tuple[Route, ...]:
    """What starts something."""
    return (
        Route(
            ("GET", "POST"),
            f"{version}/radar/<trigger>/trigger",
            decode_trigger,
            encode_started,
            "Start a test, or all tests of a bucket; GET starts too.",
            any_body=True,
        ),
        Route(
            ("GET", "POST"),
            f"{version}/radar/bucket/<trigger>/trigger",
            decode_bucket_trigger,
            encode_started,
            "Start every test of a bucket.",
            any_body=True,
        ),
        Route(
            ("POST",),
            f"{version}/radar/<trigger>/batch",
            decode_batch,
            encode_started,
            "Start a test once for each of up to 50 sets of variables.",
        ),
        Route(
            METHODS,
            f"{version}/radar/inbound/<address>",
            decode_call,
            encode_kept,
            "Call the runs that wait at an address.",
        ),
    )


DIALECT = Dialect(
    title="Runscope",
    mount="/runscope",
    routes=(
        *(route for version in _VERSIONS for route in _triggers(version)),
        *(
            Route(("GET",), path, decode_result, encode_result, "Read a run and its result.")
            for path in _RESULT_PATHS
        ),
        Route(
            ("GET",),
            "/radar/<bucket>/<test>/results/<run>",
            decode_result,
            encode_result,
            "The run's page for a browser, its result for a program.",
            to_page,
        ),
    ),
    encode_error=encode_error,
    encode_outcome=encode_outcome,
    run_variables={
        "environment": "environment",
        "environment_uuid": "environment_id",
        "bucket": "project",
        "bucket_name": "project_name",
        "test_uuid": "test_id",
        "test_name": "test_name",
        "region": "location",
        "agent": "agent",
    },
)
