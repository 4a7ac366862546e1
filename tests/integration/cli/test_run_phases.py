"""`gonogo run --suite` with phases: the order on the wire, the exit code, the JSON document."""

from __future__ import annotations

import json
from pathlib import Path

from tests.integration.cli.processes import Gonogo
from tests.integration.cli.test_run_overrides import a_system

WANTED = [{"source": "response_status", "comparison": "equal", "value": 200}]


def a_file(folder: Path, *, login: int) -> Path:
    """A login that expects this status and leaves its URL, a test and a teardown that use it."""
    expected = [{"source": "response_status", "comparison": "equal", "value": login}]
    tests = [
        (
            "Log in",
            {
                "url": "/in",
                "assertions": expected,
                "before_scripts": ["variables.set('who', 'ada')"],
            },
        ),
        ("Order", {"url": "/order/{{who}}", "assertions": WANTED}),
        ("Log out", {"url": "/out/{{who}}", "assertions": WANTED}),
    ]
    document = {
        "tests": [{"name": name, "steps": [step]} for name, step in tests],
        "suites": [
            {"name": "all", "setup": ["Log in"], "tests": ["Order"], "teardown": ["Log out"]}
        ],
    }
    path = folder / "t.yaml"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_setup_hands_on_and_teardown_comes_last(gonogo: Gonogo, tmp_path: Path) -> None:
    with a_system() as (url, asked):
        file = a_file(tmp_path, login=200)
        done = gonogo("run", file, "--suite", "all", "--base-url", url, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert [path for path, _ in asked] == ["/in", "/order/ada", "/out/ada"]
    told = json.loads(done.stdout)["tests"]
    assert [test["phase"] for test in told] == ["setup", "main", "teardown"]


def test_a_failed_setup_is_no_go_and_says_what_was_not_run(gonogo: Gonogo, tmp_path: Path) -> None:
    report = tmp_path / "out.xml"
    with a_system() as (url, asked):
        file = a_file(tmp_path, login=201)
        given = ("--suite", "all", "--base-url", url, "--fail-fast", "--report", f"junit={report}")
        done = gonogo("run", file, *given)
    assert done.returncode == 1
    assert [path for path, _ in asked] == ["/in", "/out/ada"]
    assert "The setup test 'Log in' failed, so this test was not run." in done.stdout
    assert "The setup test" in report.read_text(encoding="utf-8")
