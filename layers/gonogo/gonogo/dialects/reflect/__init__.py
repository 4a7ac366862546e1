"""Reflect: suites, tests and tags, their executions, and what clients loop on until they end."""

from __future__ import annotations

from gonogo.dialects._contract import Conversation, Dialect, Links, Request, Talk
from gonogo.dialects.reflect import (
    _executions,
    _history,
    _suite_executions,
    _suites,
    _tests,
    _urls,
)
from gonogo.dialects.reflect._errors import encode_error
from gonogo.dialects.reflect._outcome import encode_batch_outcome, encode_outcome
from gonogo.errors import NotFound

_EXECUTIONS = "/v1/suites/<suite>/executions"


def _out_of_scope(request: Request, links: Links) -> Talk:
    """What belongs to browsers, phones and tunnels."""
    raise NotFound("gonogo tests APIs: it has neither a browser, nor a phone, nor a tunnel.")
    yield


DIALECT = Dialect(
    title="Reflect",
    mount="/reflect",
    routes=(
        Conversation(("POST",), _EXECUTIONS, _suite_executions.start_suite, "Run a suite."),
        Conversation(
            ("GET",),
            _EXECUTIONS,
            _suite_executions.list_suite_executions,
            "List the newest executions of a suite.",
        ),
        Conversation(
            ("GET",),
            f"{_EXECUTIONS}/<execution>",
            _suite_executions.read_suite_execution,
            "Read how an execution of a suite stands.",
        ),
        Conversation(
            ("PATCH",),
            f"{_EXECUTIONS}/<execution>/cancel",
            _suite_executions.cancel_suite_execution,
            "Cancel an execution of a suite.",
        ),
        Conversation(("GET",), "/v1/suites", _suites.list_suites, "List the suites."),
        Conversation(
            ("POST",), "/v1/suites", _suites.create_suite, "Create a suite of tests of APIs."
        ),
        Conversation(("GET",), "/v1/tests", _tests.list_tests, "List the tests."),
        Conversation(("POST",), "/v1/tests", _tests.create_test, "Create a test of an API."),
        Conversation(("GET",), "/v1/tests/<test>", _tests.read_test, "Read a test with its steps."),
        Conversation(
            ("POST",), "/v1/tests/<test>/executions", _executions.start_test, "Run a test."
        ),
        Conversation(
            ("GET",), "/v1/tests/<test>/runs", _history.list_runs, "List the runs of a test."
        ),
        Conversation(
            ("POST",),
            "/v1/tags/<tag>/executions",
            _executions.start_tag,
            "Run every test with a tag; `all` is every test.",
        ),
        Conversation(
            ("GET",),
            "/v1/executions/<execution>",
            _executions.read_execution,
            "Read how an execution of a test or a tag stands.",
        ),
        Conversation(("GET",), "/v1/segments", _tests.list_segments, "List the segments."),
        Conversation(
            ("POST",), "/v1/segments", _tests.create_segment, "Create a segment of tests of APIs."
        ),
        Conversation(
            ("PUT",),
            "/v1/agents/<agent>/heartbeat",
            _out_of_scope,
            "Keep a tunnel alive: there are none here.",
            support="refused",
        ),
        Conversation(
            ("POST",),
            "/v1/mobile/builds",
            _out_of_scope,
            "Upload an app for a phone: there are none here.",
            support="refused",
        ),
        Conversation(
            ("GET",),
            "/suites/<suite>/executions/<execution>",
            _urls.batch_page,
            "See the page of an execution.",
        ),
        Conversation(("GET",), "/tests/<test>/runs/<run>", _urls.run_page, "See a run's page."),
    ),
    encode_error=encode_error,
    encode_outcome=encode_outcome,
    encode_batch_outcome=encode_batch_outcome,
)
