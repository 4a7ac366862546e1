"""Runscope (BlazeMeter API Monitoring): trigger URLs, the REST API, and the completion webhook."""

from __future__ import annotations

from gonogo.dialects._contract import Conversation, Dialect, Route
from gonogo.dialects.runscope import (
    _bucket_run,
    _buckets,
    _environments,
    _messages,
    _metrics,
    _results,
    _roles,
    _schedules,
    _steps,
    _team,
    _tests,
)
from gonogo.dialects.runscope._envelope import encode_error
from gonogo.dialects.runscope._inbound import METHODS, decode_call, encode_kept
from gonogo.dialects.runscope._outcome import encode_outcome
from gonogo.dialects.runscope._page import to_bucket_page, to_page
from gonogo.dialects.runscope._result import decode_result, encode_result
from gonogo.dialects.runscope._spelling import SPELLINGS, canonical
from gonogo.dialects.runscope._started import encode_started
from gonogo.dialects.runscope._trigger import decode_batch, decode_bucket_trigger, decode_trigger

_TRIGGERS = (
    Route(
        ("GET", "POST"),
        "/radar/<trigger>/trigger",
        decode_trigger,
        encode_started,
        "Start a test, or all tests of a bucket; GET starts too.",
        any_body=True,
    ),
    Route(
        ("GET", "POST"),
        "/radar/bucket/<trigger>/trigger",
        decode_bucket_trigger,
        encode_started,
        "Start every test of a bucket.",
        any_body=True,
    ),
    Route(
        ("POST",),
        "/radar/<trigger>/batch",
        decode_batch,
        encode_started,
        "Start a test once for each of up to 50 sets of variables.",
    ),
    Route(
        METHODS,
        "/radar/inbound/<address>",
        decode_call,
        encode_kept,
        "Call the runs that wait at an address.",
    ),
)


DIALECT = Dialect(
    title="Runscope",
    mount="/runscope",
    routes=(
        *_TRIGGERS,
        Route(
            ("GET",),
            "/radar/<bucket>/<test>/results/<run>",
            decode_result,
            encode_result,
            "The run's page for a browser, its result for a program.",
            to_page,
        ),
        Conversation(
            ("GET",),
            "/radar/<bucket>/<test>",
            _tests.read,
            "The bucket's page for a browser, the test for a program.",
            to_bucket_page,
        ),
        *_team.ROUTES,
        *_roles.ROUTES,
        *_buckets.ROUTES,
        *_tests.ROUTES,
        *_steps.ROUTES,
        *_environments.ROUTES,
        *_schedules.ROUTES,
        *_results.ROUTES,
        *_metrics.ROUTES,
        *_bucket_run.ROUTES,
        *_messages.ROUTES,
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
    canonical=canonical,
    spellings=SPELLINGS,
)
