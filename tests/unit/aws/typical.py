"""A result as it looks in life: JSON answers, headers of a proxy, ids that nothing compresses."""

from __future__ import annotations

import json
import uuid
from random import Random

from gonogo.domain.http import Timings
from gonogo.domain.ids import step_id, uuid_of
from gonogo.domain.result import (
    AssertionResult,
    ExtractionResult,
    Received,
    RunResult,
    Sent,
    StepResult,
)
from tests.builders import NOW

TEST = uuid_of("test", 245_888_000_000_000)


def a_result(steps: int, seed: int = 1) -> RunResult:
    """A passed run of so many steps."""
    random = Random(seed)  # noqa: S311  reproducible, no secret
    variables = {"base_url": "https://api.shop.test", "order": "17"}
    return RunResult(
        status="passed",
        started_at=NOW,
        finished_at=NOW + 20,
        steps=tuple(a_step(place, random) for place in range(steps)),
        initial_variables={"base_url": "https://api.shop.test"},
        variables=variables,
    )


def a_step(place: int, random: Random) -> StepResult:
    """One passed request."""
    url = f"https://api.shop.test/v1/orders/{random.randint(1, 9999)}"
    total = round(random.uniform(5, 60), 3)
    return StepResult(
        id=step_id(TEST, str(place)),  # type: ignore[arg-type]
        type="request",
        status="passed",
        note=f"Order {place}",
        method="GET",
        url=url,
        started_at=round(NOW + place * 0.131, 3),
        duration=round(total / 1000, 6),
        request=Sent(method="GET", url=url, headers=_sent_headers(place)),
        response=_received(place, total, random),
        assertions=_assertions(total),
        variables=(
            ExtractionResult(
                passed=True,
                name="order",
                source="response_json",
                property="id",
                value=str(random.randint(1, 9999)),
            ),
        ),
    )


def _sent_headers(place: int) -> tuple[tuple[str, str], ...]:
    trace = f"00-06efa815e482898abede600fef55a3d7-9f3a01bc{place + 1:08x}-01"
    return (
        ("User-Agent", "gonogo/0.1"),
        ("Accept", "*/*"),
        ("Accept-Encoding", "gzip, deflate"),
        ("Authorization", "Bearer ****"),
        ("traceparent", trace),
        ("X-Gonogo-Depth", "1"),
    )


def _received(place: int, total: float, random: Random) -> Received:
    body = _body(random)
    headers = (
        ("Date", f"Sat, 21 Nov 2026 09:46:{place % 60:02} GMT"),
        ("Content-Type", "application/json; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Connection", "keep-alive"),
        ("Server", "nginx"),
        ("Cache-Control", "no-store"),
        ("X-Request-Id", str(uuid.UUID(int=random.getrandbits(128)))),
    )
    return Received(
        status=200,
        reason="OK",
        headers=headers,
        body=body,
        size=len(body),
        wire_size=len(body),
        timings=Timings(first_byte=round(total * 0.9, 3), total=total),
    )


def _body(random: Random) -> str:
    items = [
        {
            "sku": f"SKU-{random.randint(100, 999)}",
            "quantity": random.randint(1, 9),
            "price": round(random.random() * 100, 2),
        }
        for _ in range(2)
    ]
    order = {
        "id": random.randint(1, 99999),
        "status": random.choice(["open", "paid", "shipped"]),
        "customer": {"name": "Ada Lovelace", "email": f"user{random.randint(1, 999)}@shop.test"},
        "items": items,
        "total": round(random.random() * 500, 2),
    }
    return json.dumps(order)


def _assertions(total: float) -> tuple[AssertionResult, ...]:
    return (
        AssertionResult(
            passed=True,
            source="response_status",
            comparison="equal_number",
            expected="200",
            actual="200",
        ),
        AssertionResult(
            passed=True,
            source="response_json",
            comparison="equal",
            property="status",
            expected="open",
            actual="open",
        ),
        AssertionResult(
            passed=True,
            source="response_time",
            comparison="is_less_than",
            expected="500",
            actual=f"{total:.3f}",
        ),
    )
