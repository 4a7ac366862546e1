"""`gonogo run --watch`: again at every change, whatever the change is, until Ctrl-C."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.cli.processes import Gonogo, command, environment


@pytest.fixture
def watched(tmp_path: Path, api: str) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A watched file of one test that passes."""
    file = tmp_path / "tests.json"
    steps = [{"url": f"{api}/items/{{{{n}}}}"}]
    file.write_text(json.dumps({"tests": [{"name": "One", "steps": steps}]}))
    (tmp_path / ".env").write_text("n=1\n")
    process = subprocess.Popen(  # noqa: S603 - our own command line
        command("run", file, "--env-file", tmp_path / ".env", "--watch"),
        env=environment(CI="true"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    yield process, file
    process.kill()
    process.communicate()


def read_round(process: subprocess.Popen[str]) -> str:
    """All that is told until it waits."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Watching"):
            return "".join(lines)
    raise AssertionError("".join(lines))


def test_a_change_runs_the_tests_again_and_ctrl_c_ends(
    watched: tuple[subprocess.Popen[str], Path],
) -> None:
    process, file = watched
    first = read_round(process)
    assert first.endswith("go\nWatching 2 files; Ctrl-C ends.\n")
    file.write_text(file.read_text().replace("One", "Renamed"))
    assert "passed   Renamed" in read_round(process)
    file.write_text("{")
    assert "Error:" in read_round(process)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=10) == 130


def test_a_change_of_a_file_of_variables_counts(
    watched: tuple[subprocess.Popen[str], Path],
) -> None:
    process, file = watched
    read_round(process)
    (file.parent / ".env").write_text("n={{undefined}}\n")
    assert "no-go" in read_round(process)


def test_watching_has_no_document(gonogo: Gonogo, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("tests: []\n")
    assert gonogo("run", "a.yaml", "--watch", "--json").returncode == 2
