"""Which test proves which extension: cases in `tests/golden/proofs`, and tests marked `proves`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

CASES = "tests/golden/proofs"
RUNNER = "tests/golden/test_proofs.py::test_proof"
MARKER = "proves"


@dataclass(frozen=True, slots=True)
class Proof:
    """One test that shows an extension at work through the front door."""

    kind: str
    """The file of cases it belongs to: `comparators`."""
    name: str
    test: str
    """What pytest calls it."""
    file: str
    """Where it stands, from the root of the repository."""
    case: Mapping[str, Any] = field(default_factory=dict)
    """What is done and expected; empty for a marked test."""


def proofs(root: Path) -> list[Proof]:
    """All of them, cases first."""
    return [*cases(root), *_marked(root)]


def cases(root: Path) -> list[Proof]:
    """The cases, which one parametrised test runs."""
    found = []
    for path in sorted((root / CASES).glob("*.yaml")):
        kind = path.stem
        for name, case in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            test = f"{RUNNER}[{kind}-{name}]"
            found.append(Proof(kind, name, test, f"{CASES}/{path.name}", case))
    return found


def _marked(root: Path) -> Iterator[Proof]:
    """Tests with `@pytest.mark.proves(kind, name)`, read and not imported."""
    for path in sorted((root / "tests").rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if f"mark.{MARKER}(" not in text:
            continue
        file = path.relative_to(root).as_posix()
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef):
                for kind, name in _said(node):
                    yield Proof(kind, name, f"{file}::{node.name}", file)


def _said(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    for mark in function.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == f"pytest.mark.{MARKER}":
            kind, name = (ast.literal_eval(argument) for argument in mark.args)
            yield kind, name
