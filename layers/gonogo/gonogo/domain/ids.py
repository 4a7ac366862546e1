"""Ids: numbers that sort by time, the UUIDs that embed them, and names that cannot be swapped."""

from __future__ import annotations

import hashlib
import secrets
import string
import uuid
from typing import Literal, NewType

from gonogo.errors import NotFound

ProjectId = NewType("ProjectId", str)
"""Twelve characters of a-z and 0-9: clients of one dialect check the form."""
TestId = NewType("TestId", str)
StepId = NewType("StepId", str)
EnvironmentId = NewType("EnvironmentId", str)
SuiteId = NewType("SuiteId", str)
TriggerId = NewType("TriggerId", str)
BatchId = NewType("BatchId", str)
RunId = NewType("RunId", str)
KeyId = NewType("KeyId", str)
ScheduleId = NewType("ScheduleId", str)
WebhookId = NewType("WebhookId", str)

Kind = Literal["batch", "run", "test", "suite", "record"]

NUMBER_BITS = 53
"""JavaScript and JSON clients keep integers exactly up to here."""
_RANDOM_BITS = 12
_EPOCH_MS = 1_735_689_600_000
"""2025-01-01: 41 bits of milliseconds from here last until 2094."""
_PROJECT_ALPHABET = string.ascii_lowercase + string.digits


def new_number(now: float) -> int:
    """A fresh number: milliseconds, then random bits; a conditional put catches a collision."""
    milliseconds = int(now * 1000) - _EPOCH_MS
    return (milliseconds << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)


def uuid_of(kind: Kind, number: int) -> str:
    """The UUID (version 8) of a number: 53 bits of it, the rest a digest of kind and number.

    >>> number_of("run", uuid_of("run", 123456789))
    123456789
    """
    high, low = number >> 5, number & 0x1F
    digest = int.from_bytes(hashlib.sha256(f"{kind}:{number}".encode()).digest()[:9], "big")
    middle = (low << 7) | (digest >> 65)
    tail = (0b10 << 62) | (digest & ((1 << 62) - 1))
    return str(uuid.UUID(int=(high << 80) | (8 << 76) | (middle << 64) | tail))


def number_of(kind: Kind, text: str) -> int:
    """The number inside a UUID of that kind, or of a plain number; `NotFound` for anything else."""
    if text.isascii() and text.isdecimal() and len(text) <= 16 and int(text) < 1 << NUMBER_BITS:
        return int(text)
    try:
        value = uuid.UUID(text).int
    except ValueError:
        raise NotFound(f"There is no {kind} {text[:64]!r}.") from None
    number = ((value >> 80) << 5) | ((value >> 71) & 0x1F)
    if uuid_of(kind, number) != text.lower():
        raise NotFound(f"There is no {kind} {text[:64]!r}.")
    return number


def new_project_id() -> ProjectId:
    """A random project id."""
    return ProjectId("".join(secrets.choice(_PROJECT_ALPHABET) for _ in range(12)))


def new_uuid() -> str:
    """A random lower-case UUID, for triggers, environments and suites."""
    return str(uuid.uuid4())


def step_id(test: TestId, path: str) -> StepId:
    """The id of the step at `path` (`3`, `3.0`) of a test, the same at every push."""
    return StepId(str(uuid.uuid5(uuid.UUID(test), path)))
