"""A deploy is repeated when, and only when, something that goes into it has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from gonogo.local.fingerprint import fingerprint

PARAMETERS = ["Runtime=python3.13"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A clone in miniature."""
    for name in (
        "template.yaml",
        "samconfig.toml",
        "requirements/layers.txt",
        "functions/api/app.py",
        "layers/gonogo/gonogo/errors.py",
        "layers/gonogo/gonogo/cli/main.py",
        "tests/test_it.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one")
    return tmp_path


@pytest.mark.parametrize(
    "name",
    [
        "template.yaml",
        "requirements/layers.txt",
        "functions/api/app.py",
        "layers/gonogo/gonogo/errors.py",
        "layers/gonogo/gonogo/new.py",
    ],
)
def test_a_changed_source_counts(root: Path, name: str) -> None:
    """By what it holds, not by its date."""
    before = fingerprint(root, parameters=PARAMETERS)
    (root / name).write_text("two")
    assert fingerprint(root, parameters=PARAMETERS) != before


@pytest.mark.parametrize(
    "name",
    [
        "tests/test_it.py",
        "layers/gonogo/gonogo/cli/main.py",
        "functions/api/__pycache__/app.cpython-313.pyc",
        "layers/gonogo/gonogo.egg-info/PKG-INFO",
    ],
)
def test_what_is_not_deployed_does_not(root: Path, name: str) -> None:
    """Tests, hosts outside Lambda, bytecode."""
    before = fingerprint(root, parameters=PARAMETERS)
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text("two")
    assert fingerprint(root, parameters=PARAMETERS) == before


def test_other_parameters_count(root: Path) -> None:
    """Another port stands in every URL."""
    assert fingerprint(root, parameters=["a=1"]) != fingerprint(root, parameters=["a=2"])


def test_a_renamed_file_counts(root: Path) -> None:
    """Names are part of the sources."""
    before = fingerprint(root, parameters=PARAMETERS)
    (root / "functions/api/app.py").rename(root / "functions/api/other.py")
    assert fingerprint(root, parameters=PARAMETERS) != before
