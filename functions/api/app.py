"""HTTP API: every trigger and status call enters here."""

from typing import Any

from gonogo import wiring

answer = wiring.api()


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one call."""
    return answer(event)
