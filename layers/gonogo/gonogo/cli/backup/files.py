"""A backup as a folder of YAML files, whose definitions `gonogo push` and `gonogo run` take too."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from gonogo.cli.backup import Backup, Plain
from gonogo.errors import Invalid

OPERATIONS = "operations.yaml"
"""Marks the folder of a backup, and holds what no definition file does."""
_PROJECT, _SUITES, _TESTS = "project.yaml", "suites.yaml", "tests"
_NOT_PLAIN = re.compile(r"[0-9.+-]")
"""A text that begins so is quoted: readers differ on what is a number."""


def write_backup(backup: Backup, folder: Path) -> None:
    """The folder holds this project afterwards, and no more of an earlier backup."""
    if folder.exists() and any(folder.iterdir()) and not (folder / OPERATIONS).exists():
        raise Invalid(
            f"The folder {folder} holds other things.",
            field="-o",
            accepted="a folder that is new, empty or holds a backup",
        )
    (folder / _TESTS).mkdir(parents=True, exist_ok=True)
    tests = _by_file(backup.definitions["tests"])
    for old in (folder / _TESTS).glob("*.yaml"):
        if old.name not in tests:
            old.unlink()
    for name, test in tests.items():
        _put(folder / _TESTS / name, {"tests": [test]})
    shared = {name: backup.definitions[name] for name in ("project", "environments")}
    _put(folder / _PROJECT, shared)
    _put(folder / _SUITES, {"suites": backup.definitions["suites"]})
    _put(folder / OPERATIONS, backup.operations)
    _check(backup, folder)


def read_backup(folder: Path) -> Backup:
    """What `write_backup` wrote, perhaps edited since."""
    import yaml

    from gonogo.services.define import read_files, to_plain

    try:
        operations = yaml.safe_load((folder / OPERATIONS).read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Invalid(f"{folder / OPERATIONS} cannot be read: {error}") from error
    if not isinstance(operations, dict):
        raise Invalid(f"{folder / OPERATIONS} is no backup.", accepted="what `gonogo backup` wrote")
    return Backup(to_plain(read_files([folder])), operations)


def backups_in(folder: Path) -> list[Path]:
    """The folder itself if it holds a backup, else those in it that do."""
    if (folder / OPERATIONS).exists():
        return [folder]
    found = sorted(path.parent for path in folder.glob(f"*/{OPERATIONS}"))
    if not found:
        raise Invalid(f"The folder {folder} holds no backup.", accepted="one of `gonogo backup`")
    return found


def folder_of(project: str) -> str:
    """A folder's name for a project.

    >>> folder_of("Orders (EU)")
    'orders-eu'
    """
    return re.sub(r"[^a-z0-9]+", "-", project.lower()).strip("-") or "project"


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
