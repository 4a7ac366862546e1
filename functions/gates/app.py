"""Control planes ask if a deployment may go on: hooks, actions, topics, events."""

from typing import Any

from gonogo import gating

ask = gating.gates()


def handler(event: dict[str, Any], context: object) -> object:
    """Take one event; what is returned counts for those who called and wait."""
    return ask(event)
