"""`gonogo run` as a pipeline sees it: exit code, lines, JSON, reports."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.integration.cli.processes import Gonogo, command, environment

Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path, api: str) -> Put:
    """Write a definition file of tests, each with the paths it asks for; all expect id 1."""

    def write(name: str = "tests.yaml", /, **tests: list[str]) -> Path:
        asserted = [
            {"source": "response_json", "property": "id", "comparison": "equal_number", "value": 1}
        ]
        document = {
            "project": "shop",
            "environments": [{"name": "here", "variables": {"base": api}}],
            "tests": [
                {
                    "name": title,
                    "steps": [
                        {"url": f"{{{{base}}}}{path}", "assertions": asserted} for path in paths
                    ],
                }
                for title, paths in tests.items()
            ],
        }
        path = tmp_path / name
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    return write


def test_go_is_0_with_one_line_a_test(gonogo: Gonogo, put: Put) -> None:
    done = gonogo("run", put(One=["/items/1"], Two=["/items/1", "/items/1"]))
    assert done.returncode == 0, done.stderr
    *tests, summary, verdict = done.stdout.splitlines()
    assert sorted(line.split()[:2] for line in tests) == [["passed", "One"], ["passed", "Two"]]
    assert summary.startswith("2 tests: 2 passed, 3 requests in ")
    assert verdict == "go"
    assert done.stderr == ""


def test_no_go_is_1_and_says_step_expected_and_actual(gonogo: Gonogo, put: Put, api: str) -> None:
    done = gonogo("run", put(Good=["/items/1"], Bad=["/items/1", "/items/2"]))
    assert done.returncode == 1
    assert f"    step 2  GET {api}/items/2\n" in done.stdout
    assert "      response_json id equal_number: expected 1, got 2\n" in done.stdout
    assert done.stdout.splitlines()[-1] == "no-go"


def test_error_is_2_for_a_file_with_mistakes(gonogo: Gonogo, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("tests:\n  - name: One\n    steps: [{ulr: x}]\n")
    done = gonogo("run", "bad.yaml")
    assert done.returncode == 2
    assert "bad.yaml:3: tests[0].steps[0].ulr" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("arguments", [["--test", "Two"], ["--tag", "x"], ["--suite", "x"]])
def test_selecting_nothing_is_2_and_never_green(
    gonogo: Gonogo, put: Put, arguments: list[str]
) -> None:
    done = gonogo("run", put(One=["/items/1"]), *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "accepted:" in done.stderr


@pytest.mark.parametrize("arguments", [["nowhere.yaml"], [], ["--fast", "."]])
def test_wrong_usage_is_2(gonogo: Gonogo, arguments: list[str]) -> None:
    assert gonogo("run", *arguments).returncode == 2


@pytest.mark.parametrize("seconds", ["nan", "inf", "0", "-1", "soon"])
def test_a_timeout_that_is_no_time_is_refused(gonogo: Gonogo, put: Put, seconds: str) -> None:
    done = gonogo("run", put(Good=["/items/1"]), "--timeout", seconds)
    assert done.returncode == 2
    assert "no number of seconds above 0" in done.stderr


@pytest.mark.parametrize("count", [1, 60], ids=["threads", "processes"])
def test_timeout_is_3_with_what_is_known(gonogo: Gonogo, put: Put, count: int) -> None:
    fast = {f"Fast{n}": ["/items/1"] for n in range(count)}
    began = time.monotonic()
    done = gonogo("run", put(**fast, Slow=["/slow"]), "--timeout", "2", "--parallel", "8")
    assert time.monotonic() - began < 10
    assert done.returncode == 3, done.stdout
    assert f"{count + 1} tests: {count} passed, 1 not finished" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("The time given with --timeout is over")


@pytest.mark.parametrize("count", [1, 60], ids=["threads", "processes"])
def test_ctrl_c_is_130_with_a_partial_summary(put: Put, tmp_path: Path, count: int) -> None:
    fast = {f"Fast{n}": ["/items/1"] for n in range(count)}
    process = subprocess.Popen(  # noqa: S603 - our own command line
        command("run", put(**fast, Slow=["/slow"]), "--parallel", "8"),
        env=environment(CI="true"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    for _ in range(count):
        assert process.stdout.readline().startswith("passed")
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to everybody in front
    out, err = process.communicate(timeout=10)
    assert process.returncode == 130
    assert f"{count} passed, 1 not finished" in out
    assert "Traceback" not in err


def test_json_is_one_document_of_the_documented_shape(gonogo: Gonogo, put: Put) -> None:
    done = gonogo("run", put(Good=["/items/1"], Bad=["/items/2"]), "--json")
    document = json.loads(done.stdout)
    assert document.keys() == {
        "verdict", "exit_code", "ended_by", "duration_ms", "counts", "tests",
    }  # fmt: skip
    assert (document["verdict"], document["exit_code"], done.returncode) == ("no-go", 1, 1)
    assert document["counts"] == {
        "total": 2, "passed": 1, "failed": 1, "errored": 0, "canceled": 0, "flaky": 0,
        "not_finished": 0, "requests": 2, "assertions_passed": 1, "assertions_failed": 1,
    }  # fmt: skip
    good, bad = document["tests"]
    assert (good["name"], good["status"], good["failures"]) == ("Good", "passed", [])
    assert good.keys() == {
        "name", "environment", "phase", "row", "repetition", "attempts", "flaky", "earlier",
        "status", "duration_ms", "steps",
        "requests", "assertions", "failures", "failures_total",
    }  # fmt: skip
    (failure,) = bad["failures"]
    assert (failure["kind"], failure["step"], failure["expected"], failure["actual"]) == (
        "assertion", 1, "1", "2",
    )  # fmt: skip


def test_reports_hold_every_test(gonogo: Gonogo, put: Put, tmp_path: Path) -> None:
    reports = ["--report", "junit=out/report.xml", "--report", "json=report.json"]
    done = gonogo("run", put(Good=["/items/1"], Bad=["/items/2"]), *reports)
    assert done.returncode == 1
    suites = ElementTree.parse(tmp_path / "out/report.xml").getroot()  # noqa: S314 - ours
    assert (suites.get("tests"), suites.get("failures")) == ("2", "1")
    document = json.loads((tmp_path / "report.json").read_text())
    assert [run["name"] for run in document["runs"]] == ["Good", "Bad"]
    assert document["verdict"] == "no-go"


def test_report_of_a_cut_run_is_not_green(gonogo: Gonogo, put: Put, tmp_path: Path) -> None:
    done = gonogo("run", put(Slow=["/slow"]), "--timeout", "1", "--report", "json=r.json")
    assert done.returncode == 3
    assert json.loads((tmp_path / "r.json").read_text())["verdict"] == "no-go"


@pytest.mark.parametrize("report", ["pdf=x", "junit=", "junit=.", "junit"])
def test_impossible_report_is_refused_before_anything_runs(
    gonogo: Gonogo, put: Put, report: str
) -> None:
    done = gonogo("run", put(One=["/items/1"]), "--report", report)
    assert (done.returncode, done.stdout) == (2, "")


def test_unreachable_server_is_no_go_and_not_a_crash(gonogo: Gonogo, put: Put) -> None:
    done = gonogo("run", put(One=["/items/1"]), "--var", "base=http://127.0.0.1:1")
    assert done.returncode == 1
    assert "connect_failed" in done.stdout
    assert "Traceback" not in done.stderr


def test_only_a_terminal_gets_colours_and_movement(put: Put, tmp_path: Path) -> None:
    for more, colours in (({}, True), ({"NO_COLOR": "1"}, False), ({"CI": "true"}, False)):
        parent, child = pty.openpty()
        process = subprocess.run(  # noqa: S603 - our own command line
            command("run", put(One=["/items/1"])),
            env=environment(TERM="xterm", **more),
            stdout=child,
            check=False,
        )
        os.close(child)
        told = os.read(parent, 65536).decode()
        os.close(parent)
        assert process.returncode == 0
        assert ("\x1b[" in told) == colours
        assert told.rstrip().endswith("go") or colours


def test_run_loads_nothing_that_it_does_not_need(put: Put) -> None:
    """Each of these costs tens of milliseconds at every start."""
    listed = subprocess.run(  # noqa: S603 - our own command line
        command("run", put(One=["/items/1"])),
        env=environment(CI="true", PYTHONPROFILEIMPORTTIME="1"),
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    loaded = {line.rpartition("|")[2].strip() for line in listed.splitlines()}
    assert "gonogo.engine.execute" in loaded
    for heavy in ("pydantic", "rich", "jinja2", "boto3", "botocore", "jsonschema", "lxml"):
        assert heavy not in loaded
    for part in ("gonogo.cli.running.exchange", "gonogo.cli.running.watch", "gonogo.reports"):
        assert part not in loaded
