"""The examples in the dialect's files are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from gonogo.dialects import runscope

MODULES = [
    module.name for module in pkgutil.walk_packages(runscope.__path__, "gonogo.dialects.runscope.")
]


@pytest.mark.parametrize("module", MODULES)
def test_examples_hold(module: str) -> None:
    """What a docstring shows is what happens."""
    assert doctest.testmod(importlib.import_module(module)).failed == 0
