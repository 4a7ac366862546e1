"""`gonogo backup`: projects of a server as files."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("backup")
@click.argument("folder", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@click.option("--project", "projects", metavar="P", multiple=True, help="Only this; repeatable.")
def backup(*, folder: Path, projects: tuple[str, ...]) -> int:
    """Write tests, suites, environments, schedules, webhooks and gates as YAML into FOLDER.

    One project goes into FOLDER itself, several into a folder each. Values of secrets, keys and
    results are not in it: `operations.yaml` names the secrets.
    """
    from gonogo.cli.backup.files import write_backup
    from gonogo.cli.backup.places import places_for
    from gonogo.cli.backup.reading import name_of, opened, read_project
    from gonogo.cli.client import connect

    client = connect()
    named = tuple(dict.fromkeys(name_of(client, project) for project in projects))
    one = len(named) == 1
    places = {named[0]: folder} if one else places_for(named or opened(client), folder)
    for project, place in places.items():
        found = read_project(client, project)
        write_backup(found, place)
        for left_out in found.left_out:
            click.echo(f"left out: {left_out}", err=True)
        counts = {**found.definitions, **found.operations}
        held = ", ".join(f"{len(v)} {k}" for k, v in counts.items() if isinstance(v, list) and v)
        click.echo(f"{found.definitions['project']}: {held or 'nothing yet'}, in {place}")
    return 0


COMMAND = backup
