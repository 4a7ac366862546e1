"""A vendor's words stay with the vendor."""

from __future__ import annotations

import re
from pathlib import Path

LIBRARY = Path(__file__).resolve().parents[2] / "layers/gonogo/gonogo"
WORDS = re.compile(
    r"\b(bucket|radar|workspace|execution_id|executionId|testrun)s?\b", re.IGNORECASE
)
HOMES = ("dialects", "formats", "importers", "gates", "local")
"""`local`: the sample is started as a client of a vendor would start it."""
SAME_WORD = ("aws/files.py", "aws/codepipeline.py")
"""S3 calls the place of files as a vendor calls a project."""


def test_vendor_words_appear_only_with_their_vendor() -> None:
    """Services, engine, tables and pages speak of projects and runs."""
    found = [
        f"{path.relative_to(LIBRARY)}:{number}: {line.strip()}"
        for path in sorted(LIBRARY.rglob("*.py"))
        if path.relative_to(LIBRARY).parts[0] not in HOMES
        and path.relative_to(LIBRARY).as_posix() not in SAME_WORD
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if WORDS.search(line)
    ]
    assert not found
