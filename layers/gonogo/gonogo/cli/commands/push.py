"""`gonogo push`: definitions from files to a server."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click


@click.command("push")
@click.argument(
    "files", metavar="FILE…", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
@click.option("--project", metavar="P", help="Into this project, whatever the files say.")
@click.option("--json", "as_json", is_flag=True, help="The server's answer, with ids and URLs.")
def push(*, files: tuple[Path, ...], project: str | None, as_json: bool) -> int:
    """Create or update the tests, suites and environments of FILE… on a server.

    Things are found by name; what the files do not name is left alone, and a second push of the
    same files changes nothing.
    """
    from gonogo.cli.client import connect
    from gonogo.cli.screen import tell_json, tell_others
    from gonogo.errors import Invalid
    from gonogo.services.define import to_plain
    from gonogo.services.define.checks import Known
    from gonogo.services.define.files import read_files

    # What the files name and do not hold may be on the server already: it knows, we do not.
    others: list[Path] = []
    document = read_files(files, Known(anything=True), others)
    tell_others(others)
    document = replace(document, project=project or document.project)
    if document.project is None:
        raise Invalid(
            "No project is named.", field="project", accepted="`project:` in a file, or --project P"
        )
    answer = connect().call("POST", "/v1/definitions", to_plain(document))
    if as_json:
        tell_json(answer)
    else:
        _tell(answer)
    return 0


def _tell(answer: Any) -> None:
    changes = answer["changes"]
    width = max((len(change["name"]) for change in changes), default=0)
    for change in changes:
        url = change.get("trigger_url") or ""
        name = change["name"].ljust(min(width, 48))
        click.echo(f"{change['action']:10} {change['kind']:12} {name}  {url}".rstrip())
    changed = sum(change["action"] != "unchanged" for change in changes)
    click.echo(f"{changed} of {len(changes)} changed in project {answer['project']['name']}.")


COMMAND = push
