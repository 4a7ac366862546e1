"""`gonogo cancel`: end the open runs of a batch on a server."""

from __future__ import annotations

import click


@click.command("cancel")
@click.argument("batch", metavar="BATCH")
@click.option("--json", "as_json", is_flag=True, help="One JSON document: the batch.")
def cancel(*, batch: str, as_json: bool) -> int:
    """Cancel the open runs of BATCH, an id as `gonogo trigger` prints it; ended runs stay.

    Exit code: 0 canceled, 2 error; a batch that was over is an error.
    """
    from gonogo.cli.client import address, connect
    from gonogo.cli.screen import tell_json

    answer = connect().call("POST", address("batches", batch, "cancel"))
    if as_json:
        tell_json(answer)
        return 0
    canceled = answer["canceled"]
    click.echo(f"Canceled: {canceled} of {answer['total']} runs; verdict {answer['verdict']}.")
    click.echo(answer["page"])
    return 0


COMMAND = cancel
