"""`gonogo up`: the real template on this machine."""

from __future__ import annotations

import click


@click.command("up")
def up() -> int:
    """Start the local stack, or bring it to the present sources; says how to use it."""
    from gonogo.local import up as bring_up

    told = bring_up(click.echo)
    click.echo(f"  Base URL   {told['base_url']}")
    click.echo(f"  Admin key  {told['admin_key']}")
    click.echo(f"  Trigger    curl {told['sample']['trigger_url']}")
    click.echo("This folder's commands use it: .gonogo/local.json")
    return 0


COMMAND = up
