"""A server with a good and a bad suite, and what a pipeline's container has on its PATH."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import pytest
import requests

from tests.integration.cli.processes import api
from tests.integration.cli.stack import Stack, serving
from tests.recipes import ROOT, SCRIPT

__all__ = ["api", "pipeline", "server"]

_MANY = 12
"""Suites of each kind, in turn: a trigger may start ten times in ten seconds."""
_ASSERTION = {"source": "response_status", "value": 200}
_TOOLS = {
    "gonogo": f'exec "{sys.executable}" -m gonogo.cli "$@"',
    "pip": '[ "$1 $2 $3" = "install -q the-package" ]',
    "python3": '[ "$*" = "-m venv gonogo" ] && mkdir -p gonogo/bin',
    "apk": '[ "$*" = "add --no-cache curl jq" ]',
    "get_octopusvariable": 'case $1 in Gonogo.Url) echo "$GIVEN_URL" ;; Gonogo.Key) '
    'echo "$GIVEN_KEY" ;; Gonogo.TriggerUrl) echo "$GIVEN_TRIGGER" ;; *) exit 1 ;; esac',
}
"""What images have or scripts install; each refuses what it is not for."""


@dataclass(frozen=True, slots=True)
class Server:
    """The API on loopback, and triggers by the test that they start."""

    stack: Stack
    triggers: dict[str, Iterator[str]]

    def variables(self, suite: str) -> dict[str, str]:
        """The settings of a recipe."""
        return {
            "GONOGO_URL": self.stack.base,
            "GONOGO_KEY": self.stack.admin,
            "GONOGO_TRIGGER_URL": f"{self.stack.base}/v1/triggers/{next(self.triggers[suite])}",
        }


@pytest.fixture(scope="module")
def server(api: str) -> Iterator[Server]:
    """The real handlers on AWS in memory behind HTTP, with two suites."""
    document = {
        "project": "shop",
        "tests": [
            {"name": "Good", "steps": [{"url": f"{api}/items/1", "assertions": [_ASSERTION]}]},
            {"name": "Bad", "steps": [{"url": f"{api}/x", "assertions": [_bad()]}]},
        ],
        "suites": [
            {"name": f"{test} {number}", "tests": [test]}
            for test in ("Good", "Bad")
            for number in range(_MANY)
        ],
    }
    with serving() as stack:
        answer = requests.post(
            f"{stack.base}/v1/definitions",
            json=document,
            headers={"Authorization": f"Bearer {stack.admin}"},
            timeout=30,
        )
        found = {change["name"]: change.get("trigger") for change in answer.json()["changes"]}
        names = {test: [f"{test} {number}" for number in range(_MANY)] for test in ("Good", "Bad")}
        yield Server(
            stack, {test: cycle([found[name] for name in suites]) for test, suites in names.items()}
        )


def _bad() -> dict[str, object]:
    return {**_ASSERTION, "value": 404}


class Pipeline:
    """Runs scripts in an empty folder with a clean environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self.folder.mkdir()
        self._tools = folder / "tools"
        self._tools.mkdir()
        for name, text in _TOOLS.items():
            path = self._tools / name
            path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
            path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def run(
        self, shell: tuple[str, ...], script: str, variables: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """A script's end, after at most a minute."""
        path = self.folder / "script"
        path.write_text(script, encoding="utf-8")
        given = {
            "GIVEN_URL": variables["GONOGO_URL"],
            "GIVEN_KEY": variables["GONOGO_KEY"],
            "GIVEN_TRIGGER": variables["GONOGO_TRIGGER_URL"],
        }
        return subprocess.run(  # noqa: S603 - a script of our own pages
            [*shell, str(path)],
            cwd=self.folder,
            env={
                "PATH": f"{self._tools}{os.pathsep}{os.environ['PATH']}",
                "PYTHONPATH": str(ROOT / "layers/gonogo"),
                "GONOGO_PACKAGE": "the-package",
                "GONOGO_TIMEOUT": "900",
                "GONOGO_SCRIPT": str(SCRIPT),
                "GONOGO_BATCH_FILE": str(self.folder / "batch"),
                "GITHUB_OUTPUT": str(self.folder / "outputs"),
                **given,
                **variables,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def reports(self) -> list[Path]:
        """JUnit files that were left."""
        return sorted(self.folder.rglob("gonogo.xml"))


@pytest.fixture
def pipeline(tmp_path: Path) -> Pipeline:
    """A container of a CI system."""
    missing = [tool for tool in ("curl", "jq", "node") if shutil.which(tool) is None]
    assert not missing, f"The recipes are run with the real {', '.join(missing)}: install it."
    return Pipeline(tmp_path)
