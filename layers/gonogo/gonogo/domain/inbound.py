"""A call from outside to a run that waits for it, and the addresses that such calls are made to."""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass, field

from gonogo.domain.http import Headers
from gonogo.domain.ids import StepId, TriggerId

PATH = "/v1/inbound/"
"""Where the native API takes such calls."""
MAX_BODY = 256 * 1024
"""Bytes of a call's body that are kept."""
_ADDRESS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One call, as it came."""

    id: str
    """Sorts by the time of arrival."""
    at: float
    method: str
    url: str
    """Path and query, as they were called."""
    place: str = ""
    """What stands in the path behind the address."""
    headers: Headers = ()
    body: bytes = field(default=b"", repr=False)
    truncated: bool = False
    """Whether the body was longer than what is kept."""


def is_address(text: str) -> bool:
    """Whether the text has the form of an address: nothing else is looked up."""
    return _ADDRESS.fullmatch(text) is not None


def lasting_address(secret: TriggerId, step: StepId) -> str:
    """The address of a step that is the same in every run.

    Made of a secret of its project: ids of steps are no secrets, and another project's step of the
    same id must not have the same address.
    """
    digest = hashlib.sha256(f"inbound:{secret}:{step}".encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=5))
