"""TesterArmy: projects, tests, groups, runs and batches; steps in words wait for an agent."""

from __future__ import annotations

from dataclasses import replace

from gonogo.dialects._contract import Dialect
from gonogo.dialects.testerarmy import (
    _batches,
    _calls,
    _credentials,
    _environments,
    _files,
    _groups,
    _hooks,
    _legacy,
    _memories,
    _mobile,
    _projects,
    _runs,
    _starting,
    _tests,
)
from gonogo.dialects.testerarmy._error import encode_error
from gonogo.dialects.testerarmy._outcome import PAUSES, encode_outcome

_VERSION = "/v1"
_PARTS = (
    _starting,
    _projects,
    _environments,
    _credentials,
    _memories,
    _files,
    _mobile,
    _tests,
    _groups,
    _hooks,
    _calls,
    _runs,
    _batches,
    _legacy,
)


def canonical(path: str) -> str:
    """The vendor serves everything with and without `/api` in front; some write a slash behind.

    >>> canonical("/api/v1/runs/")
    '/v1/runs'
    """
    short = path.removeprefix("/api") if path.startswith("/api/") else path
    return short.rstrip("/") or "/"


DIALECT = Dialect(
    title="TesterArmy",
    mount="/testerarmy",
    routes=tuple(
        replace(route, path=_VERSION + route.path) for part in _PARTS for route in part.ROUTES
    ),
    encode_error=encode_error,
    encode_outcome=encode_outcome,
    pauses=PAUSES,
    canonical=canonical,
    spellings="`/api` may stand in front of `/v1`, and a slash at the end.",
)
