"""`python -m supply.licences`: writes the page of licences from what the packages say."""

from __future__ import annotations

import re
from collections import Counter

from supply.packages import TREE, packages

PAGE = TREE / "docs/reference/licences.md"
ALLOWED = frozenset(
    {
        "Apache-2.0",
        "Apache-2.0 WITH LLVM-exception",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CNRI-Python",
        "ISC",
        "MIT",
        "MIT-0",
        "MPL-2.0",
        "PSF-2.0",
    }
)
"""Licences that ask for no more than a notice, or (MPL) for changes to their own files."""


def allowed(licence: str) -> bool:
    """Whether an SPDX expression can be kept: all of `AND`, one of `OR`.

    >>> allowed("Apache-2.0 OR GPL-3.0"), allowed("MIT AND GPL-3.0"), allowed("")
    (True, False, False)
    """
    return any(
        all(part.strip() in ALLOWED for part in re.split(r" AND ", choice))
        for choice in re.split(r" OR ", licence)
    )


_INTRODUCTION = """# Licences

gonogo itself is under Apache-2.0. This is what a deployment holds besides, by the packages' own
metadata, for all that the lock files name; a test keeps it whole. Only licences that ask for a
notice, or for changes to their own files, are let in. `make sbom` writes the same with hashes, as
CycloneDX; the licences' texts are in the packages' folders in the layers. Written by
`python -m supply.licences`.
"""
_HEAD = ("| package | version | licence | part |", "|---|---|---|---|")


def page() -> str:
    """The page, which `docs/reference/licences.md` must equal."""
    every = packages()
    counts = Counter(each.licence for each in every)
    shares = ", ".join(f"{name} {count}" for name, count in counts.most_common())
    rows = [
        f"| {each.name} | {each.version} | {each.licence} | {each.part} |"
        for each in sorted(every, key=lambda each: (each.part, each.name, each.version))
    ]
    return "\n".join([_INTRODUCTION, f"{len(every)} packages: {shares}.", "", *_HEAD, *rows, ""])


if __name__ == "__main__":
    PAGE.write_text(page())
