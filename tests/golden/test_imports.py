"""Foreign files become the definitions and the report that stand beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gonogo.importers import importers
from gonogo.services.define import read
from tests.golden.imported import IMPORTS, cases, imported


@pytest.mark.parametrize("case", cases(), ids=lambda path: str(path.relative_to(IMPORTS)))
def test_a_file_becomes_its_definitions(case: Path) -> None:
    """Every line of the YAML and of the report."""
    text, told = imported(case)
    assert text == (case / "expect.yaml").read_text(encoding="utf-8")
    assert told == (case / "expect.report").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", cases(), ids=lambda path: str(path.relative_to(IMPORTS)))
def test_what_is_written_can_be_run(case: Path) -> None:
    """The definition format takes the file as it stands."""
    assert read((case / "expect.yaml").read_text(encoding="utf-8"), "expect.yaml").tests


@pytest.mark.parametrize("name", importers.names)
def test_every_format_has_a_case(name: str) -> None:
    """A new importer comes with one."""
    assert list(IMPORTS.glob(f"{name}/*/expect.yaml"))
