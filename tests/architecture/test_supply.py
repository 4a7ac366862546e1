"""Licences of all that is deployed are known, can be kept, and stand on their page."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from supply.licences import PAGE, allowed, page
from supply.packages import TREE, Package, packages

PACKAGES = packages()


def test_the_page_of_licences_is_current() -> None:
    """`python -m supply.licences` writes it."""
    assert PAGE.read_text() == page()


@pytest.mark.parametrize("package", PACKAGES, ids=lambda each: f"{each.name} {each.version}")
def test_a_package_has_a_licence_that_can_be_kept(package: Package) -> None:
    """None is missing, none asks for more than a notice."""
    assert allowed(package.licence), package


def test_every_locked_package_is_there_with_its_hashes() -> None:
    """Counted by another reader of the lock files: each pin, each hash."""
    locks = [(TREE / f"requirements/{name}.txt").read_text() for name in ("layers", "scripting")]
    pins = sum(
        "==" in line and not line.startswith((" ", "#")) for t in locks for line in t.split("\n")
    )
    npm = len(json.loads((TREE / "package-lock.json").read_text())["packages"]) - 1
    assert len(PACKAGES) == pins + npm
    assert sum(len(p.hashes) for p in PACKAGES) == sum(t.count("--hash=") for t in locks) + npm


@pytest.mark.parametrize("package", PACKAGES, ids=lambda each: f"{each.name} {each.version}")
def test_addresses_and_digests_are_as_others_write_them(package: Package) -> None:
    """A package URL has its scope escaped; CycloneDX takes digests in hex, of their length."""
    assert re.fullmatch(r"pkg:(npm/(%40[\w.-]+/)?|pypi/)[\w.-]+@[\w.+-]+", package.address)
    lengths = {"SHA-256": 64, "SHA-512": 128}
    for algorithm, digest in package.hashes:
        assert re.fullmatch(f"[0-9a-f]{{{lengths[algorithm]}}}", digest)


@pytest.mark.parametrize("licence", ["", "GPL-3.0", "MIT AND GPL-3.0", "Proprietary", "UNKNOWN"])
def test_a_licence_that_asks_for_more_is_seen(licence: str) -> None:
    assert not allowed(licence)


def test_what_the_bill_of_materials_is_made_of_can_be_read_by_others() -> None:
    """`make sbom` hands it from one environment to the other."""
    done = subprocess.run(
        [sys.executable, "-m", "supply"], cwd=TREE, capture_output=True, text=True, check=True
    )
    listed = {each["address"] for each in json.loads(done.stdout)}
    assert {"pkg:pypi/requests@" + p.version for p in PACKAGES if p.name == "requests"} <= listed
    assert len(listed) == len(PACKAGES)
