"""One foreign file to YAML definitions and notes: import, fit, write, read back."""

from __future__ import annotations

from collections.abc import Iterator

from gonogo.cli.importing.fit import fit
from gonogo.cli.importing.yaml_text import write
from gonogo.cli.screen import clean
from gonogo.errors import InvalidDefinition
from gonogo.importers import importers
from gonogo.importers._contract import Notes, Options, Source
from gonogo.services.define import read

_WORDS = {"lost": "not carried", "changed": "changed", "check": "check"}


def convert(format: str, source: Source, options: Options) -> tuple[str, Notes]:
    """YAML that `gonogo run` accepts, and what differs from the file."""
    imported = importers[format].read(source, options)
    document = fit(imported.document, imported.notes)
    text = write(document)
    try:
        read(text, "the import")
    except InvalidDefinition as error:  # too large, or a gap of the importer: told, never hidden
        for problem in error.problems:
            imported.notes.check("the result", f"`gonogo run` will say: {problem}")
    return text, imported.notes


def report(notes: Notes) -> Iterator[str]:
    """One line a note, those that matter most first, and a sum."""
    for kind, word in _WORDS.items():
        for note in notes.found:
            if note.kind == kind:
                yield f"{word}: {clean(note.where)}: {clean(note.what)}"
    kinds = [note.kind for note in notes.found]
    sums = [f"{kinds.count(kind)} {word}" for kind, word in _WORDS.items() if kind in kinds]
    if sums:
        yield f"({', '.join(sums)})"
