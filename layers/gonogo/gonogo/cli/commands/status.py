"""`gonogo status`: what of the local stack runs."""

from __future__ import annotations

import click


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def status(*, as_json: bool) -> int:
    """Show each part of the local stack: running with its address, or stopped."""
    from gonogo.cli.screen import tell_json
    from gonogo.local import status as found

    parts = found()
    if as_json:
        tell_json(parts)
    else:
        for name, state in parts.items():
            click.echo(f"{name:12} {state}")
    return 0


COMMAND = status
