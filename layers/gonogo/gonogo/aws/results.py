"""Results in DynamoDB: one compressed document for each attempt, in parts where it is large."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from gonogo.aws import result_document
from gonogo.aws.documents import pack, unpack
from gonogo.aws.items import RETENTION_SECONDS, alive, result_key
from gonogo.aws.table import Table
from gonogo.aws.values import Item
from gonogo.domain.result import Received, RunResult, StepResult

Attempt = tuple[int, int]
"""A run's number, and which of its attempts."""
PART_BYTES = 350_000
"""An item holds 400 KB with everything in it."""
MOST_BYTES = 1_000_000
"""Beyond this, bodies are reduced to their hashes."""


def save(table: Table, number: int, attempt: int, result: RunResult) -> None:
    """Store a result; the first part comes last, and only with it can the result be read."""
    packed = fitting(result)
    parts = [packed[start : start + PART_BYTES] for start in range(0, len(packed), PART_BYTES)]
    ttl = int(result.finished_at) + RETENTION_SECONDS
    for index in reversed(range(len(parts))):
        item = {
            **result_key(number, attempt, index)._asdict(),
            "document": parts[index],
            "ttl": ttl,
        }
        if index == 0 and len(parts) > 1:
            item["parts"] = len(parts)
        table.put(item)


def load(table: Table, attempts: Sequence[Attempt], now: float) -> dict[Attempt, RunResult]:
    """Stored results of attempts, but for those that are not there, or not all of them any more."""
    heads = table.get_all([result_key(*attempt) for attempt in attempts])
    found: dict[Attempt, RunResult] = {}
    for attempt in attempts:
        first = alive(heads.get(result_key(*attempt)), now)
        whole = _joined(table, attempt, first) if first else None
        if whole is not None:
            found[attempt] = result_document.decode(unpack(whole))
    return found


def _joined(table: Table, attempt: Attempt, first: Item) -> bytes | None:
    """All parts of a document; few have more than one."""
    keys = [result_key(*attempt, index) for index in range(1, first.get("parts", 1))]
    found = table.get_all(keys)
    if len(found) < len(keys):
        return None
    return b"".join([first["document"], *(found[key]["document"] for key in keys)])


def fitting(result: RunResult) -> bytes:
    """The packed document; if it is too large, bodies give way to their hashes."""
    packed = pack(result_document.encode(result))
    if len(packed) > MOST_BYTES:
        steps = tuple(_without_bodies(step) for step in result.steps)
        packed = pack(result_document.encode(replace(result, steps=steps)))
    return packed


def _without_bodies(step: StepResult) -> StepResult:
    sent, received = step.request, step.response
    return replace(
        step,
        request=replace(sent, body=None) if sent else None,
        response=_hashed(received) if received else None,
        steps=tuple(_without_bodies(each) for each in step.steps),
    )


def _hashed(received: Received) -> Received:
    if received.body is None:
        return received
    digest = hashlib.sha256(received.body.encode("utf-8", "surrogatepass")).hexdigest()
    return replace(received, body=None, body_sha256=received.body_sha256 or digest, truncated=True)
