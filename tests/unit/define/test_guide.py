"""What the guide and the reference page show can be read."""

from __future__ import annotations

import re
from pathlib import Path

from gonogo.services.define import Document, read

DOCS = Path(__file__).parents[3] / "docs"


def shown(page: str) -> list[str]:
    """The YAML blocks of a page."""
    return re.findall(r"```yaml\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)


def test_guide_builds_one_file_of_two_tests() -> None:
    first, second = shown("guide/first-test.md")
    assert [test.name for test in read(first, "first.yaml").tests] == ["Health"]
    whole = read(f"{first}\n{second}", "first.yaml")
    assert [test.name for test in whole.tests] == ["Health", "Order a book"]


def test_reference_shows_a_good_document() -> None:
    (block,) = shown("reference/definition.md")
    assert read(block, "api.yaml") != Document()
