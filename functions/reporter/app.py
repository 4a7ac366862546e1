"""SNS: an outcome is told to whom it concerns."""

from typing import Any

from gonogo import wiring
from gonogo.web.records import outcomes

tell = wiring.reporter()


def handler(event: dict[str, Any], context: object) -> None:
    """Tell every outcome of the event."""
    for outcome in outcomes(event):
        tell(outcome)
