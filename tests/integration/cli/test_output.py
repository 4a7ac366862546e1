"""Where the lines go: a closed, full or narrow output changes no exit code's meaning."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.integration.cli.processes import Gonogo, command, environment


@pytest.fixture
def definition(tmp_path: Path, api: str) -> Path:
    """One test that passes, with signs in its name that ASCII does not have."""
    steps = [{"url": f"{api}/items/1"}]
    path = tmp_path / "a.yaml"
    path.write_text(json.dumps({"project": "p", "tests": [{"name": "Naïve ✓", "steps": steps}]}))
    return path


def _shell(redirect: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command line
        ["/bin/sh", "-c", f'exec "$@" {redirect}', "sh", *command(*arguments)],
        env=environment(CI="true"),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("redirect", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_closed_output_leaves_the_verdict(definition: Path, redirect: str) -> None:
    """1 would be a no-go that nobody found."""
    done = _shell(redirect, "run", definition)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_full_disk_is_2_and_said_in_a_sentence(definition: Path, more: list[str]) -> None:
    done = _shell(">/dev/full", "run", definition, *more)
    assert done.returncode == 2
    assert done.stderr == "Error: The output cannot be written: No space left on device.\n"


def test_signs_that_an_output_does_not_have_are_escaped(definition: Path, gonogo: Gonogo) -> None:
    done = gonogo("run", definition, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert r"passed   Na\xefve \u2713" in done.stdout
