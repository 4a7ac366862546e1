"""The examples in the engine's files are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import gonogo.engine
from gonogo.engine.auth import auth_types
from gonogo.engine.builtins import built_ins
from gonogo.engine.comparators import comparators
from gonogo.engine.filters import filters
from gonogo.engine.languages import languages
from gonogo.engine.sources import sources

MODULES = [
    module.name for module in pkgutil.walk_packages(gonogo.engine.__path__, "gonogo.engine.")
]
EXTENSIONS = [
    f"gonogo.engine.{folder}.{name}"
    for folder, members in (
        ("auth", auth_types),
        ("builtins", built_ins),
        ("comparators", comparators),
        ("filters", filters),
        ("languages", languages),
        ("sources", sources),
    )
    for name in members
]


@pytest.mark.parametrize("module", MODULES)
def test_examples_hold(module: str) -> None:
    """What a docstring shows is what happens."""
    assert doctest.testmod(importlib.import_module(module)).failed == 0


@pytest.mark.parametrize("module", EXTENSIONS)
def test_every_extension_shows_an_example(module: str) -> None:
    """An extension explains itself by example."""
    assert doctest.testmod(importlib.import_module(module)).attempted > 0
