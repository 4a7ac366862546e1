"""Which folder is whose: no backup lies where another project's is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from gonogo.errors import Invalid

OPERATIONS = "operations.yaml"
"""Marks the folder of a backup, and holds what no definition file does."""
PROJECT = "project.yaml"
"""Says whose backup it is."""


def folder_of(project: str) -> str:
    """A folder's name for a project.

    >>> folder_of("Orders (EU)")
    'orders-eu'
    """
    return re.sub(r"[^a-z0-9]+", "-", project.lower()).strip("-") or "project"


def places_for(projects: Iterable[str], folder: Path) -> dict[str, Path]:
    """A folder each: the one that holds the project's backup already, else the next free."""
    if is_backup(folder):
        raise Invalid(
            f"The folder {folder} is itself the backup of {whose(folder)}.",
            field="FOLDER",
            accepted="a folder for several backups, or one --project",
        )
    found: dict[str, Path] = {}
    waiting = []
    for project in sorted(projects):
        if (own := _own(project, folder)) is not None:
            found[project] = own
        else:
            waiting.append(project)
    for project in waiting:
        taken = set(found.values())
        found[project] = next(
            place
            for place in _candidates(project, folder)
            if place not in taken and not is_backup(place)
        )
    return found


def refuse_anothers(folder: Path, project: str) -> None:
    """The folder is new, empty or holds an earlier backup of this project."""
    holds = f"the backup of {whose(folder)}" if is_backup(folder) else "other things"
    own = is_backup(folder) and _name_in(folder) == project
    if folder.exists() and any(folder.iterdir()) and not own:
        raise Invalid(
            f"The folder {folder} holds {holds}.",
            field="FOLDER",
            accepted=f"a folder that is new, empty or holds a backup of project {project!r}",
        )


def backups_in(folder: Path) -> list[Path]:
    """The folder itself if it holds a backup, or what is left of one, else those in it that do."""
    marks = (OPERATIONS, PROJECT)
    if any((folder / mark).exists() for mark in marks):
        return [folder]
    found = sorted({path.parent for mark in marks for path in folder.glob(f"*/{mark}")})
    if not found:
        raise Invalid(
            f"The folder {folder} holds no backup.",
            field="FOLDER",
            accepted="one of `gonogo backup`",
        )
    return found


def is_backup(folder: Path) -> bool:
    """Whether a backup lies in the folder itself, as far as it may be seen."""
    try:
        return (folder / OPERATIONS).exists()
    except OSError:
        return False  # what writes there says why it cannot


def whose(folder: Path) -> str:
    """The project of a backup, in words."""
    name = _name_in(folder)
    return f"project {name!r}" if name else f"a project that its {PROJECT} does not tell"


def _own(project: str, folder: Path) -> Path | None:
    for place in _candidates(project, folder):
        if not is_backup(place):
            return None
        if _name_in(place) == project:
            return place
    return None


def _candidates(project: str, folder: Path) -> Iterator[Path]:
    stem, number = folder_of(project)[:200], 1
    yield folder / stem
    while True:
        number += 1
        yield folder / f"{stem}-{number}"


def _name_in(folder: Path) -> str | None:
    import yaml

    try:
        found = yaml.safe_load((folder / PROJECT).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError, yaml.YAMLError):
        return None
    name = found.get("project") if isinstance(found, dict) else None
    return name if isinstance(name, str) else None
