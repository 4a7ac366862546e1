"""`gonogo import`: another tool's tests as definitions that `gonogo run` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gonogo.importers import importers

FORMATS = click.Choice(importers.names)


@click.command("import")
@click.argument("format", metavar="FORMAT", type=FORMATS)
@click.argument(
    "file", metavar="FILE", type=click.Path(exists=True, path_type=Path, allow_dash=True)
)
@click.option("-o", "--output", metavar="OUT", type=click.Path(path_type=Path), help="Write here.")
@click.option(
    "--environment",
    "environments",
    metavar="FILE",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="A file of variables (Postman environment or globals, Hurl variables); repeatable.",
)
@click.option(
    "--per",
    type=click.Choice(("all", "group", "request")),
    help="One test for everything, for each folder, tag or page, or for each request.",
)
@click.option("--accept", is_flag=True, help="OpenAPI: an Accept header with every request.")
@click.option("--strict", is_flag=True, help="End with 2 if anything could not be carried.")
def import_(
    *,
    format: str,
    file: Path,
    output: Path | None,
    environments: tuple[Path, ...],
    strict: bool,
    **chosen: Any,
) -> int:
    """Write FILE, which another tool made, as YAML definitions.

    FORMAT is curl, har, hurl, openapi, postman or runscope; FILE may be - for standard input. What
    could not be carried is told on standard error, by name and place.
    """
    from gonogo.cli.exits import ERROR, GO
    from gonogo.cli.importing import files
    from gonogo.cli.importing.convert import convert, report
    from gonogo.importers._contract import Options

    options = Options(environments=tuple(map(files.source, environments)), **chosen)
    text, notes = convert(format, files.source(file), options)
    files.put(output, text)
    for line in report(notes):
        click.echo(line, err=True)
    lost = any(note.kind == "lost" for note in notes.found)
    return ERROR if strict and lost else GO


COMMAND = import_
