"""Figures that tests already show: the tests run here, and what they found is counted."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from trust._figure import Measured

_TREE = Path(__file__).parent.parent
_PLUGINS = ("-p", "no:cacheprovider", "-p", "pytest_timeout", "-p", "pytest_socket")
"""Only those that tests need: all that are installed take seconds to load, for each fault."""


@dataclass(slots=True, eq=False)
class _Count:
    """A pytest plugin that counts; plugins are kept in sets."""

    passed: int = 0
    failed: int = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            self.passed += 1
        elif not report.passed:
            self.failed += 1


def shown_by(*tests: str, at_least: int = 1) -> Callable[[int], Measured]:
    """Measures by running tests, files or single ones; all pass, and there are enough of them."""

    def measure(_cases: int) -> Measured:
        count = _Count()
        os.chdir(_TREE)
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
            # Another figure's module may have loaded a plugin of pytest's before.
            loaded = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
            code = pytest.main(["-q", "-x", *_PLUGINS, *loaded, *tests], [count])
        there = count.passed + count.failed
        holds = code == pytest.ExitCode.OK and count.passed >= at_least
        return Measured(figure=f"{count.passed} of {there} tests", holds=holds)

    return measure
