"""The hard limits on size, and the packages' `__init__.py`."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path
    for folder in ("layers/gonogo/gonogo", "functions", "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
)
FILE_LINES, FUNCTION_LINES, ENTRY_LINES = 500, 60, 60
GRAB_BAGS = {"utils", "helpers", "common", "base", "manager", "util", "helper", "misc"}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_a_file_can_be_seen_whole(path: Path) -> None:
    """At most 500 lines; an entry point at most 60."""
    limit = ENTRY_LINES if ROOT / "functions" in path.parents else FILE_LINES
    assert len(path.read_text().splitlines()) <= limit


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_a_function_can_be_seen_whole(path: Path) -> None:
    """At most 60 lines."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, functions)
        and node.end_lineno
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    ]
    assert not long


def test_no_module_is_a_grab_bag() -> None:
    """A module is named after the thing in it."""
    assert not [_name(path) for path in SOURCES if path.stem in GRAB_BAGS]


def test_every_package_folder_is_a_package() -> None:
    """import-linter passes over a folder without `__init__.py` and says nothing."""
    folders = {path.parent for path in SOURCES}
    assert not [_name(folder) for folder in folders if not (folder / "__init__.py").exists()]


def test_every_module_says_what_it_is_for() -> None:
    """The first statement is a docstring; an `__init__.py` may do without."""
    silent = [
        _name(path)
        for path in SOURCES
        if path.name != "__init__.py" and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert not silent
