"""`gonogo down`: stops what `gonogo up` started."""

from __future__ import annotations

import click


@click.command("down")
def down() -> int:
    """Stop the local stack, and forget what lived in it."""
    from gonogo.local import down as bring_down

    bring_down(click.echo)
    return 0


COMMAND = down
