"""Which programs are there: on the PATH, or in the tree's own `node_modules`."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

_LOCAL = Path(__file__).parents[2] / "node_modules" / ".bin"


def program(name: str) -> str | None:
    """Where a program is; None if it is not installed."""
    return shutil.which(name) or shutil.which(name, path=_LOCAL)


def version_of(name: str) -> str | None:
    """What it says of its version; None if it is not installed."""
    path = program(name)
    if path is None:
        return None
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    return (said.stdout.strip() or said.stderr.strip()).splitlines()[-1]


def interpreter_of(script: str) -> str | None:
    """The Python that an installed script runs with, from its first line."""
    path = Path(script)
    if not path.is_file():
        return None
    first = path.read_text(encoding="utf-8", errors="replace").partition("\n")[0]
    return first.removeprefix("#!").strip() or None
