"""R8: a hundred posts at once with one idempotency key start one batch."""

from __future__ import annotations

import json
import logging
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from threading import Barrier
from typing import Any
from unittest.mock import patch

from gonogo import wiring
from gonogo.aws.receipts import DynamoReceipts
from gonogo.domain.receipt import Receipt
from tests.machine_world import TESTS, World, fresh_world, start_of
from tests.web_events import an_event
from trust._figure import Figure, Measured

ROUNDS = 10
_PATH = start_of(TESTS[0])


def _measure(posts: int) -> Measured:
    logging.disable(logging.CRITICAL)
    sys.setswitchinterval(1e-5)
    world, found = fresh_world(), Counter[str]()
    # A function answers one call at a time: each post has a function of its own.
    doors = [wiring.api(_parts(world)) for _ in range(posts)]
    batches = 0
    for number in range(ROUNDS):
        world.clock.advance(11)
        before = len(world.batches())
        _race(doors, f"key-{number}", found)
        batches += len(world.batches()) - before
        other = doors[0](_post(f"key-{number}", b"a=2"))["statusCode"]
        found[f"other body {other}"] += 1
    told = ", ".join(f"{count} {what}" for what, count in sorted(found.items()))
    wanted = {"same batch", "409", "other body 422"}
    holds = batches == ROUNDS == found["other body 422"] and set(found) <= wanted
    return Measured(figure=f"{batches} batches of {ROUNDS} keys: {told}", holds=holds)


def _parts(world: World) -> wiring.Parts:
    return wiring.Parts(world.stack.settings, world.clock, world.stack.outside)


def _post(key: str, body: bytes = b"a=1") -> dict[str, Any]:
    form = "application/x-www-form-urlencoded"
    return an_event("POST", _PATH, "", body.decode(), idempotency_key=key, content_type=form)


def _race(doors: list[Callable[..., Any]], key: str, found: Counter[str]) -> None:
    ready = Barrier(len(doors))

    def post(door: Callable[..., Any]) -> tuple[int, Any]:
        ready.wait()
        reply = door(_post(key))
        return reply["statusCode"], json.loads(reply["body"])

    with ThreadPoolExecutor(len(doors)) as pool:
        answers = list(pool.map(post, doors))
    ids = {document["batch"]["id"] for status, document in answers if status in (200, 201)}
    for status, _ in answers:
        found["same batch" if status in (200, 201) and len(ids) == 1 else str(status)] += 1


def _no_receipt() -> AbstractContextManager[object]:
    """Whoever comes is the first."""

    def note(receipts: DynamoReceipts, name: str, receipt: Receipt, now: float) -> Receipt:
        return receipt

    return patch.object(DynamoReceipts, "note", note)


def _any_body() -> AbstractContextManager[object]:
    """What is asked for is not looked at."""
    note = DynamoReceipts.note

    def blind(receipts: DynamoReceipts, name: str, receipt: Receipt, now: float) -> Receipt:
        held = note(receipts, name, receipt, now)
        return replace(held, fingerprint=receipt.fingerprint)

    return patch.object(DynamoReceipts, "note", blind)


FIGURE = Figure(
    id="R8",
    claim="batches of 100 posts at once with one idempotency key, ten times; what the others get",
    bar="1 batch a key; the others the same answer or 409; another body 422",
    measure=_measure,
    many=100,
    few=8,
    planted={"no receipt": _no_receipt, "any body will do": _any_body},
)
