"""EventBridge Scheduler: a schedule is due."""

from typing import Any

from gonogo import wiring
from gonogo.web.records import ring_of

hear = wiring.scheduler()


def handler(event: dict[str, Any], context: object) -> dict[str, str | None]:
    """Start what is due, once."""
    ring = ring_of(event)
    return {"batch": hear(ring) if ring else None}
