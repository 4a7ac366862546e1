"""`gonogo export`: definitions as another tool's tests."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click


@click.command("export")
@click.argument(
    "files", metavar="FILE…", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
@click.option("--format", default="runscope", show_default=True, help="The format to write.")
@click.option("--test", "names", metavar="NAME", multiple=True, help="Only this; repeatable.")
@click.option("-o", "--output", metavar="OUT", type=click.Path(path_type=Path), help="Write here.")
@click.option("--strict", is_flag=True, help="End with 2 if anything could not be carried.")
def export(
    *,
    files: tuple[Path, ...],
    format: str,
    names: tuple[str, ...],
    output: Path | None,
    strict: bool,
) -> int:
    """Write the tests of FILE… as JSON that other converters read.

    What the other format cannot hold is told on standard error.
    """
    from gonogo.cli.exits import ERROR, GO
    from gonogo.cli.importing.convert import report
    from gonogo.cli.importing.files import put
    from gonogo.cli.screen import tell_others
    from gonogo.errors import Invalid
    from gonogo.importers import importers
    from gonogo.services.define import to_plain
    from gonogo.services.define.files import read_files

    writers = {name: w for name, each in importers.items() if (w := each.write) is not None}
    if format not in writers:
        raise Invalid(f"There is no export as {format!r}.", accepted=", ".join(writers))
    others: list[Path] = []
    document = read_files(files, others=others)
    tell_others(others)
    known = {test.name for test in document.tests}
    if missing := [name for name in names if name not in known]:
        raise Invalid(f"There is no test {missing[0]!r}.", accepted=", ".join(sorted(known)))
    tests = tuple(test for test in document.tests if not names or test.name in names)
    if not tests:
        raise Invalid("The files hold no test.")
    exported = writers[format](to_plain(replace(document, tests=tests)))
    put(output, exported.text)
    for line in report(exported.notes):
        click.echo(line, err=True)
    lost = any(note.kind == "lost" for note in exported.notes.found)
    return ERROR if strict and lost else GO


COMMAND = export
