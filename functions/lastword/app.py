"""What the function `gates` broke on three times: whoever asked hears a no, and why, at once."""

from typing import Any

from gonogo import gating

say_no = gating.last_word()


def handler(event: dict[str, Any], context: object) -> object:
    """Answer the question of a failed invocation."""
    return say_no(event)
