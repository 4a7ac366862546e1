"""gonogo's own API: strict in what it takes, plain in what it answers, problem documents for no."""

from __future__ import annotations

from gonogo.dialects._contract import Conversation, Dialect, Route
from gonogo.dialects.native._canceling import decode_cancel_batch, decode_cancel_run
from gonogo.dialects.native._completion import completion
from gonogo.dialects.native._definitions import decode_push, decode_push_named, encode_pushed
from gonogo.dialects.native._deliveries import ROUTES as DELIVERY_ROUTES
from gonogo.dialects.native._environments import ROUTES as ENVIRONMENT_ROUTES
from gonogo.dialects.native._gates import ROUTES as GATE_ROUTES
from gonogo.dialects.native._history import ROUTES as HISTORY_ROUTES
from gonogo.dialects.native._inbound import METHODS, decode_call, encode_kept
from gonogo.dialects.native._keys import (
    decode_create,
    decode_list,
    decode_revoke,
    decode_rotate,
    encode_created,
    encode_list,
    encode_revoked,
    encode_rotated,
)
from gonogo.dialects.native._outcome import (
    encode_batch_outcome,
    encode_batch_start,
    encode_outcome,
)
from gonogo.dialects.native._problem import PROBLEM_TYPE, encode_error
from gonogo.dialects.native._projects import ROUTES as PROJECT_ROUTES
from gonogo.dialects.native._reading import (
    MAX_WAIT,
    decode_batch,
    decode_run,
    encode_batch,
    encode_run,
)
from gonogo.dialects.native._schedules import ROUTES as SCHEDULE_ROUTES
from gonogo.dialects.native._secrets import (
    decode_delete,
    decode_put,
    encode_deleted,
    encode_stored,
)
from gonogo.dialects.native._secrets import decode_list as decode_secrets
from gonogo.dialects.native._secrets import encode_list as encode_secrets
from gonogo.dialects.native._starting import (
    MAX_LOCATIONS,
    MAX_SETS,
    MAX_WEBHOOKS,
    decode_preview,
    decode_project,
    decode_rerun,
    decode_suite,
    decode_test,
    decode_trigger,
    encode_preview,
    encode_started,
)
from gonogo.dialects.native._suites import ROUTES as SUITE_ROUTES
from gonogo.dialects.native._terms import MAX_NAMED
from gonogo.dialects.native._tests import ROUTES as TEST_ROUTES
from gonogo.dialects.native._watching import ROUTES as WATCHING_ROUTES
from gonogo.dialects.native._webhooks import ROUTES as WEBHOOK_ROUTES

__all__ = ["DIALECT", "LIMITS", "PROBLEM_TYPE"]

LIMITS = {
    "sets": MAX_SETS,
    "locations": MAX_LOCATIONS,
    "webhooks": MAX_WEBHOOKS,
    "tests": MAX_NAMED,
    "wait": MAX_WAIT,
}
"""For the published description."""

DIALECT = Dialect(
    title="gonogo",
    mount="/v1",
    routes=(
        Route(
            ("GET", "POST"),
            "/triggers/<trigger>",
            decode_trigger,
            encode_started,
            "Start what a trigger names; GET starts too, and no key is needed.",
        ),
        Route(
            ("POST",),
            "/projects/<project>/start",
            decode_project,
            encode_started,
            "Start every test of a project.",
        ),
        Route(
            ("POST",),
            "/projects/<project>/preview",
            decode_preview,
            encode_preview,
            "Tell what a start of the project would start, and start nothing.",
        ),
        Route(
            ("POST",),
            "/projects/<project>/suites/<suite>/start",
            decode_suite,
            encode_started,
            "Start a suite.",
        ),
        Route(
            ("POST",),
            "/projects/<project>/tests/<test>/start",
            decode_test,
            encode_started,
            "Start a test.",
        ),
        Route(
            ("GET",),
            "/batches/<batch>",
            decode_batch,
            encode_batch,
            "Read a batch: its verdict, the reasons and its runs.",
        ),
        Route(
            ("GET",),
            "/runs/<run>",
            decode_run,
            encode_run,
            "Read a run with its result.",
        ),
        Conversation(
            ("GET",),
            "/batches/<batch>/completion",
            completion,
            "Wait for a batch: it is answered once it is over, and 408 before that.",
        ),
        Route(
            ("POST",),
            "/batches/<batch>/rerun",
            decode_rerun,
            encode_started,
            "Start the runs of a batch once more, or those that did not pass.",
        ),
        Route(
            ("POST",),
            "/batches/<batch>/cancel",
            decode_cancel_batch,
            encode_batch,
            "Cancel the open runs of a batch; its verdict is then no-go.",
        ),
        Route(
            ("POST",),
            "/runs/<run>/cancel",
            decode_cancel_run,
            encode_run,
            "Cancel a queued or running run.",
        ),
        Route(
            ("PUT",),
            "/projects/<project>/definitions",
            decode_push_named,
            encode_pushed,
            "Create or update the definitions of the named project.",
        ),
        Route(
            ("POST",),
            "/definitions",
            decode_push,
            encode_pushed,
            "Create or update the definitions of the project that the document names.",
        ),
        *(
            Route(METHODS, path, decode_call, encode_kept, "Call the runs that wait at an address.")
            for path in ("/inbound/<address>", "/inbound/<address>/<place>")
        ),
        Route(
            ("GET",),
            "/projects/<project>/secrets",
            decode_secrets,
            encode_secrets,
            "List the names of a project's secrets.",
        ),
        Route(
            ("PUT",),
            "/projects/<project>/secrets/<secret>",
            decode_put,
            encode_stored,
            "Store a secret, or change its value, which no answer ever holds.",
        ),
        Route(
            ("DELETE",),
            "/projects/<project>/secrets/<secret>",
            decode_delete,
            encode_deleted,
            "Delete a secret.",
        ),
        Route(("GET",), "/keys", decode_list, encode_list, "List the keys."),
        Route(("POST",), "/keys", decode_create, encode_created, "Create a key."),
        Route(("POST",), "/keys/<key>/rotate", decode_rotate, encode_rotated, "Exchange a key."),
        Route(("DELETE",), "/keys/<key>", decode_revoke, encode_revoked, "Revoke a key."),
        *HISTORY_ROUTES,
        *SCHEDULE_ROUTES,
        *GATE_ROUTES,
        *PROJECT_ROUTES,
        *TEST_ROUTES,
        *SUITE_ROUTES,
        *ENVIRONMENT_ROUTES,
        *WATCHING_ROUTES,
        *WEBHOOK_ROUTES,
        *DELIVERY_ROUTES,
    ),
    encode_error=encode_error,
    encode_outcome=encode_outcome,
    encode_batch_outcome=encode_batch_outcome,
    encode_batch_start=encode_batch_start,
)
