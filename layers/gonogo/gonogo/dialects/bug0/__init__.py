"""Bug0: the one endpoint that starts a project, and a status of our own, as Bug0 documents none."""

from __future__ import annotations

from gonogo.dialects._contract import Conversation, Dialect
from gonogo.dialects.bug0._envelope import encode_error
from gonogo.dialects.bug0._outcome import encode_batch_outcome, encode_outcome
from gonogo.dialects.bug0._starting import talk_start
from gonogo.dialects.bug0._status import talk_status


def canonical(path: str) -> str:
    """The path as the routes have it.

    >>> canonical("/api/run-tests/")
    '/api/run-tests'
    """
    return path.rstrip("/") or "/"


DIALECT = Dialect(
    title="Bug0",
    mount="/bug0",
    routes=(
        Conversation(
            ("POST",),
            "/api/run-tests",
            talk_start,
            "Start a project: login suites first, cleanup suites last.",
        ),
        Conversation(
            ("GET",),
            "/api/run-tests/<execution>",
            talk_status,
            "Read how an execution stands; an extension, as Bug0 documents no such call.",
        ),
    ),
    encode_error=encode_error,
    encode_outcome=encode_outcome,
    encode_batch_outcome=encode_batch_outcome,
    canonical=canonical,
    spellings="Every path may end with a slash, and slashes may be doubled.",
)
