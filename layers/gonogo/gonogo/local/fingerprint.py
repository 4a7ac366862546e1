"""Tells whether the deployed stack is made of the sources as they are now."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

SOURCES = ("template.yaml", "samconfig.toml", "requirements/layers.txt", "functions", "layers")
NOT_DEPLOYED = ("cli", "local", "agent")


def fingerprint(root: Path, *, parameters: Iterable[str]) -> str:
    """A hash of everything that a deploy is made of."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {sorted(parameters)}".encode())
    for path in _files(root):
        digest.update(f"\n{path.relative_to(root)}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    hosts = {root / "layers/gonogo/gonogo" / host for host in NOT_DEPLOYED}
    for name in SOURCES:
        top = root / name
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and _counts(path) and not hosts.intersection(path.parents):
                yield path


def _counts(path: Path) -> bool:
    return not any(
        part == "__pycache__" or part.endswith((".egg-info", ".pyc")) for part in path.parts
    )
