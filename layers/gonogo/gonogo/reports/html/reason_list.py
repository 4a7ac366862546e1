"""Reasons of a verdict as the pages list them."""

from __future__ import annotations

from collections.abc import Sequence

from gonogo.domain.reasons import Reason
from gonogo.reports.html.showing import cut


def rows(reasons: Sequence[Reason], base: str, *, with_test: bool) -> list[dict[str, object]]:
    """One entry a reason; on the page of a run its test goes without saying."""
    return [
        {
            "test": reason.test if with_test else "",
            "href": f"{base}/ui/runs/{reason.run}" if reason.run else "",
            "step": reason.step,
            "assertion": reason.assertion,
            "expected": None if reason.expected is None else cut(reason.expected),
            "actual": cut(reason.actual or ""),
            "error": reason.error,
            "message": reason.message,
        }
        for reason in reasons
    ]
