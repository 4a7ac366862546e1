"""What a deployment holds besides our own code: locked packages, their hashes and licences."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, metadata
from pathlib import Path

TREE = Path(__file__).parent.parent
_LAYERS = {"layers": "dependencies", "scripting": "scripting"}
"""Lock files, and the layer that each becomes."""
_PIN = re.compile(r"^([a-z0-9][\w.-]*)==([^ ;\\]+)(.*?)(?=^[a-z0-9#]|\Z)", re.MULTILINE | re.DOTALL)
_SPDX = {
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Dual License": "Apache-2.0 OR BSD-3-Clause",
}
"""What packages call their licence, as SPDX does."""
_UNSAID = {"chai-json-schema": "MIT", "crypto-js": "BSD-3-Clause", "tv4": "MIT"}
"""Of npm packages older than the field in the lock file: what their own package.json says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One package at one version."""

    name: str
    version: str
    registry: str
    """`pypi` or `npm`."""
    part: str
    """Where it goes: a layer, or the machine for scripts."""
    licence: str
    """As an SPDX expression; empty if nobody says."""
    hashes: tuple[tuple[str, str], ...]
    """Algorithm and digest in hex."""

    @property
    def address(self) -> str:
        """Its package URL."""
        name = self.name.replace("@", "%40", 1)
        return f"pkg:{self.registry}/{name}@{self.version}"


def packages() -> tuple[Package, ...]:
    """Everything that runs in a deployment, by part and name."""
    return (*_locked_python(), *_locked_javascript())


def _locked_python() -> Iterator[Package]:
    for lock, layer in _LAYERS.items():
        text = (TREE / f"requirements/{lock}.txt").read_text()
        for name, version, rest in _PIN.findall(text):
            yield Package(
                name=name,
                version=version,
                registry="pypi",
                part=layer,
                licence=licence_of(metadata(name)),
                hashes=tuple(("SHA-256", found) for found in re.findall(r"sha256:(\w{64})", rest)),
            )


def licence_of(said: PackageMetadata) -> str:
    """What a package's own metadata says: the expression, else the text, else the classifier."""
    classifiers = [
        each.rpartition("::")[2].strip()
        for each in said.get_all("Classifier") or ()
        if each.startswith("License ::")
    ]
    first = next((each for each in classifiers if each in _SPDX), "")
    told = [said[name] for name in ("License-Expression", "License") if name in said]
    found = next(filter(None, told), first)
    return _SPDX.get(found.strip(), found.strip())


def _locked_javascript() -> Iterator[Package]:
    lock = json.loads((TREE / "package-lock.json").read_text())
    for path, found in lock["packages"].items():
        if not path:
            continue
        name = path.rpartition("node_modules/")[2]
        algorithm, _, digest = found["integrity"].partition("-")
        yield Package(
            name=name,
            version=found["version"],
            registry="npm",
            part="machine for scripts",
            licence=found.get("license") or _UNSAID.get(name, ""),
            hashes=((_hash_name(algorithm), _hex(digest)),),
        )


def _hash_name(algorithm: str) -> str:
    """`sha512` as CycloneDX writes it."""
    return f"{algorithm[:3].upper()}-{algorithm[3:]}"


def _hex(digest: str) -> str:
    return base64.b64decode(digest).hex()
