"""A backup as a folder of YAML files, whose definitions `gonogo push` and `gonogo run` take too."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from gonogo.cli.backup import Backup, Plain
from gonogo.cli.backup.places import OPERATIONS, PROJECT, folder_of, refuse_anothers
from gonogo.cli.backup.shape import operations_in
from gonogo.errors import Invalid

_SUITES, _TESTS = "suites.yaml", "tests"
_NOT_PLAIN = re.compile(r"[0-9.+-]")
"""A text that begins so is quoted: readers differ on what is a number."""


def write_backup(backup: Backup, folder: Path) -> None:
    """The folder holds this project afterwards, and no more of an earlier backup."""
    try:
        refuse_anothers(folder, backup.definitions["project"])
        _write(backup, folder)
    except OSError as error:
        raise Invalid(
            f"The folder {folder} cannot be written: {error.strerror}.",
            field="FOLDER",
            accepted="a folder that you may write to",
        ) from error
    _check(backup, folder)


def _write(backup: Backup, folder: Path) -> None:
    (folder / _TESTS).mkdir(parents=True, exist_ok=True)
    tests = _by_file(backup.definitions["tests"])
    for old in (folder / _TESTS).glob("*.yaml"):
        if old.name not in tests:
            old.unlink()
    for name, test in tests.items():
        _put(folder / _TESTS / name, {"tests": [test]})
    shared = {name: backup.definitions[name] for name in ("project", "environments")}
    _put(folder / PROJECT, shared)
    _put(folder / _SUITES, {"suites": backup.definitions["suites"]})
    _put(folder / OPERATIONS, backup.operations)


def read_backup(folder: Path) -> Backup:
    """What `write_backup` wrote, perhaps edited since."""
    from gonogo.services.define import read_files, to_plain

    operations = operations_in(folder / OPERATIONS)
    definitions = to_plain(read_files([folder]))
    if not definitions.get("project"):
        raise Invalid(
            f"{folder} is no backup: no file says of which project.",
            field="project",
            accepted=f"the project's name in {PROJECT}",
        )
    return Backup(definitions, operations)


def _by_file(tests: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Tests by the names of their files, which differ even where letters get lost."""
    found: dict[str, dict[str, Any]] = {}
    for test in tests:
        stem = folder_of(test["name"])[:80]
        name, number = f"{stem}.yaml", 1
        while name in found:
            number += 1
            name = f"{stem}-{number}.yaml"
        found[name] = test
    return found


def _put(path: Path, document: Plain) -> None:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Long texts in blocks, and no anchors."""

        def ignore_aliases(self, data: object) -> bool:
            return True

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        style = "|" if "\n" in value else "'" if _NOT_PLAIN.match(value) else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    written = yaml.dump(
        dict(document), None, Dumper, sort_keys=False, allow_unicode=True, width=120
    )
    path.write_text(written, encoding="utf-8")


def _check(backup: Backup, folder: Path) -> None:
    """A backup that cannot be read back is none: found now, not when it is needed."""
    from gonogo.services.define import from_plain, to_plain

    wanted = to_plain(from_plain(dict(backup.definitions), "the server"))
    kept = read_backup(folder)
    if _in_order(kept.definitions) != _in_order(wanted) or kept.operations != backup.operations:
        raise Invalid(f"What was written to {folder} reads back otherwise; do not rely on it.")


def _in_order(definitions: Plain) -> Plain:
    """Tests by name: which file comes first says nothing."""
    tests = sorted(definitions.get("tests", ()), key=lambda test: str(test["name"]))
    return {**definitions, "tests": tests}
