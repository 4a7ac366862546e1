"""Empirical: test runs, their cases, environments and webhooks, and what its CI action sends."""

from __future__ import annotations

from gonogo.dialects._contract import Conversation, Dialect
from gonogo.dialects.empirical import _listing, _reading, _side, _starting, _webhooks
from gonogo.dialects.empirical._envelope import encode_error
from gonogo.dialects.empirical._outcome import (
    encode_batch_outcome,
    encode_batch_start,
    encode_outcome,
)

_RUNS = "/api/test-runs"
_STARTING = (
    Conversation(("PUT",), _RUNS, _starting.talk_create, "Start the tests of the project."),
    Conversation(
        ("POST",),
        "/v1/trigger",
        _starting.talk_dispatch,
        "Start the tests of the project, as the CI action does.",
    ),
    Conversation(
        ("POST",), "/", _starting.talk_oldest, "Start the tests, as the oldest CI action did."
    ),
    Conversation(
        ("POST",),
        f"{_RUNS}/<id>/re-run",
        _starting.talk_rerun,
        "Start a test run once more, or those of its tests that failed.",
    ),
)
_READING = (
    Conversation(("GET",), _RUNS, _listing.talk_list, "List test runs, newest first."),
    Conversation(("GET",), f"{_RUNS}/<id>", _reading.talk_one, "Read a test run."),
    Conversation(
        ("GET",),
        f"{_RUNS}/<id>/status",
        _reading.talk_status,
        "Read a test run by its `run_id`.",
    ),
    Conversation(
        ("GET",), "/api/v2/test-runs/<id>/cases", _reading.talk_cases, "List its test cases."
    ),
    Conversation(
        ("POST",), f"{_RUNS}/<id>/cancel", _reading.talk_cancel, "Cancel a test run; 412 if over."
    ),
)
_OTHERS = (
    Conversation(
        ("GET",),
        "/api/environments/list",
        _side.talk_environments,
        "List the shared environments of the project.",
    ),
    Conversation(("GET",), "/api/webhooks", _webhooks.talk_list, "List webhooks."),
    Conversation(
        ("POST",), "/api/webhooks", _webhooks.talk_create, "Create a webhook; shows its secret."
    ),
    Conversation(("DELETE",), "/api/webhooks/<id>", _webhooks.talk_delete, "Delete a webhook."),
    Conversation(
        ("POST",),
        "/api/projects/merge-branches",
        _side.talk_merge,
        "Taken without effect: tests have no branches.",
        support="refused",
    ),
    Conversation(
        ("GET",),
        "/api/environment-variables",
        _side.talk_variables,
        "List the variables of the shared environments.",
    ),
    Conversation(("GET",), "/api/api-keys", _side.talk_keys, "Show the key that asks."),
    Conversation(
        ("GET",),
        "/api/snoozes",
        _side.talk_snoozes,
        "List snoozes: there are none.",
        support="refused",
    ),
    Conversation(
        ("GET",),
        "/api/v2/analytics/<report>",
        _side.talk_analytics,
        "Refused with 501: there are no analytics.",
        support="refused",
    ),
)


def canonical(path: str) -> str:
    """The path as the routes have it.

    >>> canonical("/api/test-runs/"), canonical("/"), canonical("")
    ('/api/test-runs', '/', '/')
    """
    return path.rstrip("/") or "/"


DIALECT = Dialect(
    title="Empirical",
    mount="/empirical",
    routes=(*_STARTING, *_READING, *_OTHERS),
    encode_error=encode_error,
    encode_outcome=encode_outcome,
    encode_batch_outcome=encode_batch_outcome,
    encode_batch_start=encode_batch_start,
    canonical=canonical,
    spellings="Every path may end with a slash, and slashes may be doubled.",
)
