"""`gonogo restore`: a backup brought back to a server."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("restore")
@click.argument(
    "folder", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--project", metavar="P", help="Into this project; the folder holds one backup.")
def restore(*, folder: Path, project: str | None) -> int:
    """Create what a backup in FOLDER holds and the server lacks, and update what differs.

    Nothing is deleted, and a second restore changes nothing. What secrets need is told: their
    values are in no backup.
    """
    from gonogo.cli.backup.files import read_backup
    from gonogo.cli.backup.places import backups_in
    from gonogo.cli.backup.restoring import restore as brought_back
    from gonogo.cli.client import connect
    from gonogo.cli.exits import ERROR, GO
    from gonogo.errors import Invalid

    places = backups_in(folder)
    if project and len(places) > 1:
        raise Invalid("FOLDER holds several.", field="--project", accepted="the folder of one")
    kept = [read_backup(place) for place in places]  # all, before the first call
    client, failed = connect(), False
    for each in kept:
        for line in brought_back(client, each, project):
            click.echo(line)
            failed = failed or line.startswith("NOT MADE")
    return ERROR if failed else GO


COMMAND = restore
