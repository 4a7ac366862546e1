"""HTTP API: the pages of runs and batches."""

from typing import Any

from gonogo import wiring

answer = wiring.dashboard()


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one page."""
    return answer(event)
