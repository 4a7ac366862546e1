"""`gonogo run` with rows, files of variables, repetitions and patterns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.cli.processes import Gonogo

TEST = """
tests:
  - name: Item
    tags: [slow]
    steps:
      - url: "{{base}}/items/{{id}}"
        assertions:
          - {source: response_json, property: id, comparison: equal_number, value: "{{wanted}}"}
"""


@pytest.fixture
def folder(tmp_path: Path, api: str) -> Path:
    """A test that wants the item `id` to be `wanted`, and files for it."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/item.yaml").write_text(TEST)
    (tmp_path / "here.env").write_text(f"base={api}\nid=1\nwanted=1\n")
    (tmp_path / "rows.csv").write_text("id,wanted\n1,1\n2,3\n")
    return tmp_path


def test_a_row_that_fails_is_told_with_its_values(gonogo: Gonogo, folder: Path) -> None:
    given = ("--env-file", "here.env", "--data", "rows.csv", "--report", "json=r.json")
    done = gonogo("run", "tests/*.yaml", *given)
    assert done.returncode == 1, done.stderr
    assert "passed   Item [id=1, wanted=1]" in done.stdout
    assert "failed   Item [id=2, wanted=3]" in done.stdout
    runs = json.loads((folder / "r.json").read_text())["runs"]
    assert [run["row"]["id"] for run in runs] == ["1", "2"]


def test_a_repeated_test_counts_every_time(gonogo: Gonogo, folder: Path) -> None:
    done = gonogo("run", "tests", "--env-file", "here.env", "--repeat", "3")
    assert (done.returncode, done.stdout.count("Item #")) == (0, 3), done.stderr
    assert "3 tests: 3 passed" in done.stdout


def test_a_tag_can_be_left_out(gonogo: Gonogo, folder: Path) -> None:
    done = gonogo("run", "tests", "--env-file", "here.env", "--tag", "!slow")
    assert done.returncode == 2
    assert "No test was selected" in done.stderr


def test_verbose_shows_what_was_sent_and_what_came(gonogo: Gonogo, folder: Path, api: str) -> None:
    done = gonogo("run", "tests", "--env-file", "here.env", "--verbose")
    assert done.returncode == 0, done.stderr
    for line in (f"> GET {api}/items/1", "< 200 OK", '< {"id": 1}', f"$ curl {api}/items/1 "):
        assert f"      {line}" in done.stdout
