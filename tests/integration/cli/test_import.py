"""`gonogo import` and `gonogo export` as a pipeline sees them, and that what they write runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli.processes import Gonogo


def collection(api: str, path: str, status: int) -> dict[str, Any]:
    """A Postman collection with a variable, a pre-request script and a test."""
    scripts = [
        {"listen": "prerequest", "script": {"exec": [f"pm.variables.set('item', '{path}');"]}},
        {
            "listen": "test",
            "script": {
                "exec": [f"pm.test('s', () => pm.response.to.have.status({status}));"],
            },
        },
    ]
    return {
        "info": {"name": "Shop"},
        "variable": [{"key": "base", "value": api}],
        "item": [{"name": "One", "event": scripts, "request": "{{base}}/items/{{item}}"}],
    }


@pytest.mark.parametrize(("status", "code"), [(200, 0), (201, 1)])
def test_an_imported_collection_runs_with_its_scripts(
    gonogo: Gonogo, tmp_path: Path, api: str, status: int, code: int
) -> None:
    (tmp_path / "c.json").write_text(json.dumps(collection(api, "1", status)))
    done = gonogo("import", "postman", "c.json", "-o", "c.yaml")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert gonogo("run", "c.yaml").returncode == code


def test_the_report_is_on_standard_error_and_strict_makes_it_2(
    gonogo: Gonogo, tmp_path: Path
) -> None:
    (tmp_path / "c.sh").write_text("curl --odd 1 http://127.0.0.1:1/\n")
    loose, strict = gonogo("import", "curl", "c.sh"), gonogo("import", "curl", "c.sh", "--strict")
    assert loose.stdout.startswith("tests:\n")
    assert loose.stderr.splitlines()[0] == "not carried: command 1: the option --odd"
    assert (loose.returncode, strict.returncode) == (0, 2)


@pytest.mark.parametrize("text", ["", "{", '{"a": 1}', "\x00\x01"])
def test_a_file_of_another_kind_is_2_with_one_sentence(
    gonogo: Gonogo, tmp_path: Path, text: str
) -> None:
    (tmp_path / "c.json").write_text(text)
    done = gonogo("import", "postman", "c.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: c.json ")
    assert "Traceback" not in done.stderr


def test_an_export_comes_back_and_runs(gonogo: Gonogo, tmp_path: Path, api: str) -> None:
    (tmp_path / "a.sh").write_text(f"curl {api}/items/1; curl {api}/items/2")
    assert gonogo("import", "curl", "a.sh", "-o", "a.yaml").returncode == 0
    assert gonogo("export", "a.yaml", "-o", "a.json").returncode == 0
    assert len(json.loads((tmp_path / "a.json").read_text())["steps"]) == 2
    assert gonogo("import", "runscope", "a.json", "-o", "b.yaml").returncode == 0
    assert "2 requests" in gonogo("run", "b.yaml").stdout


def test_export_of_an_unknown_test_is_2(gonogo: Gonogo, tmp_path: Path) -> None:
    (tmp_path / "a.sh").write_text("curl http://127.0.0.1:1/")
    gonogo("import", "curl", "a.sh", "-o", "a.yaml")
    done = gonogo("export", "a.yaml", "--test", "none")
    assert done.returncode == 2
    assert "accepted: curl" in done.stderr


def test_files_that_are_no_definitions_are_told(gonogo: Gonogo, tmp_path: Path) -> None:
    """In a folder others' files are passed over, and said: a word in one may be misspelled."""
    (tmp_path / "a.sh").write_text("curl http://127.0.0.1:1/")
    (tmp_path / "all").mkdir()
    gonogo("import", "curl", "a.sh", "-o", "all/a.yaml")
    (tmp_path / "all" / "compose.yaml").write_text("services: {}\n")
    done = gonogo("export", "all")
    assert done.returncode == 0
    assert "passed over: all/compose.yaml" in done.stderr
