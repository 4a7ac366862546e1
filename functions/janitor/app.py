"""Every minute: what got stuck is moved on."""

from typing import Any

from gonogo import wiring

sweep = wiring.janitor()


def handler(event: dict[str, Any], context: object) -> dict[str, int]:
    """Sweep once."""
    return {"due": sweep()}
