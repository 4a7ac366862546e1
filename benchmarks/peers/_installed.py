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
