"""push, trigger, keys and doctor against the real API on loopback."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from tests.integration.cli.processes import Gonogo
from tests.integration.cli.stack import Stack


@pytest.fixture
def project(tmp_path: Path, api: str) -> Path:
    """A project of a good and a bad test, each in a suite."""
    one = {"source": "response_json", "property": "id", "comparison": "equal_number", "value": 1}
    document = {
        "project": "shop",
        "environments": [
            {"name": "here", "variables": {"base": api, "item": "1"}},
            {"name": "other", "variables": {"base": api, "item": "2"}},
        ],
        "tests": [
            {"name": "Good", "steps": [{"url": "{{base}}/items/{{item}}", "assertions": [one]}]},
            {"name": "Bad", "steps": [{"url": "{{base}}/items/2", "assertions": [one]}]},
        ],
        "suites": [{"name": "good one", "tests": ["Good"]}],
    }
    path = tmp_path / "shop.yaml"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.fixture
def pushed(gonogo: Gonogo, stack: Stack, project: Path) -> dict[str, str]:
    """The project on the server; trigger ids by kind."""
    done = gonogo("push", project, "--json", **stack.env)
    assert done.returncode == 0, done.stderr
    return {change["kind"]: change["trigger"] for change in json.loads(done.stdout)["changes"]}


def test_push_tells_what_changed_and_the_second_time_nothing(
    gonogo: Gonogo, stack: Stack, project: Path
) -> None:
    first = gonogo("push", project, **stack.env)
    assert first.returncode == 0, first.stderr
    *changes, total = first.stdout.splitlines()
    assert "created    test         Good      http" in first.stdout
    assert total == f"{len(changes)} of {len(changes)} changed in project shop."
    second = gonogo("push", project, **stack.env)
    assert second.stdout.splitlines()[-1].startswith("0 of ")


def test_push_needs_a_project(gonogo: Gonogo, stack: Stack, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("tests: [{name: T, steps: [{url: 'http://a.test'}]}]")
    refused = gonogo("push", "a.yaml", **stack.env)
    assert (refused.returncode, stack.calls) == (2, [])
    assert "--project" in refused.stderr
    assert gonogo("push", "a.yaml", "--project", "new", **stack.env).returncode == 0


def test_mistakes_are_told_before_anything_is_sent(
    gonogo: Gonogo, stack: Stack, tmp_path: Path
) -> None:
    (tmp_path / "a.yaml").write_text("project: p\ntests: [{name: T, steps: []}]")
    done = gonogo("push", "a.yaml", **stack.env)
    assert (done.returncode, stack.calls) == (2, [])
    assert "a.yaml:2" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["shop/test:Good"], 0),
        (["shop/suite:good one"], 0),
        (["shop/test:Bad"], 1),
        (["shop"], 1),
        (["shop/test:Good", "--var", "item=2"], 1),
        (["shop/test:Good", "--env", "other"], 1),
    ],
)
def test_trigger_ends_with_the_verdict(
    gonogo: Gonogo, stack: Stack, pushed: object, arguments: list[str], code: int
) -> None:
    done = gonogo("trigger", "--wait", *arguments, **stack.env)
    assert done.returncode == code, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == ("no-go" if code else "go")
    assert ("because" in done.stdout) == bool(code)
    assert "page https://gonogo.example/ui/batches/" in done.stdout


@pytest.mark.parametrize("path", ["/v1/triggers/{}", "/runscope/radar/{}/trigger"])
def test_trigger_url_of_any_dialect_is_followed(
    gonogo: Gonogo, stack: Stack, pushed: dict[str, str], path: str
) -> None:
    url = stack.base + path.format(pushed["suite"])
    done = gonogo("trigger", url, "--wait", **stack.env)
    assert done.returncode == 0, done.stdout + done.stderr
    assert gonogo("trigger", url, "--wait", "--var", "item=2", **stack.env).returncode == 1


def test_key_is_not_sent_to_another_server(
    gonogo: Gonogo, stack: Stack, pushed: dict[str, str]
) -> None:
    url = f"http://localhost:{urlsplit(stack.base).port}/v1/triggers/{pushed['suite']}"
    done = gonogo("trigger", url, "--wait", **stack.env)
    assert done.returncode == 2
    assert "GONOGO_URL" in done.stderr


def test_trigger_json_and_reports(
    gonogo: Gonogo, stack: Stack, pushed: object, tmp_path: Path
) -> None:
    reports = ["--report", "junit=j.xml", "--report", "json=b.json"]
    done = gonogo("trigger", "shop", "--wait", "--json", *reports, **stack.env)
    document = json.loads(done.stdout)
    assert (document["exit_code"], document["verdict"], document["ended_by"]) == (1, "no-go", None)
    statuses = {run["test"]["name"]: run["status"] for run in document["runs"]}
    assert statuses == {"Good": "passed", "Bad": "failed"}
    suites = ElementTree.parse(tmp_path / "j.xml").getroot()  # noqa: S314 - ours
    assert suites.get("failures") == "1"
    assert json.loads((tmp_path / "b.json").read_text())["id"] == document["id"]


def test_timeout_is_3_and_without_wait_nothing_is_followed(
    gonogo: Gonogo, stack: Stack, pushed: object
) -> None:
    stack.executes = False
    done = gonogo("trigger", "shop", "--wait", "--timeout", "1", **stack.env)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "the runs go on there" in done.stdout
    assert gonogo("trigger", "shop", **stack.env).returncode == 0


def test_calls_are_repeated_when_the_server_is_busy(
    gonogo: Gonogo, stack: Stack, pushed: object
) -> None:
    stack.refusals = [503]
    assert gonogo("keys", "list", **stack.env).returncode == 0


@pytest.mark.parametrize("by_url", [False, True])
def test_a_start_whose_answer_is_lost_is_repeated_and_not_doubled(
    gonogo: Gonogo, stack: Stack, pushed: dict[str, str], by_url: bool
) -> None:
    target = f"{stack.base}/v1/triggers/{pushed['test']}" if by_url else "shop/test:Bad"
    stack.calls.clear()
    stack.losses = 2
    done = gonogo("trigger", target, **stack.env)
    assert (done.returncode, len(stack.calls)) == (0, 3), done.stderr
    items = stack.deployment.clients.dynamodb.scan(TableName="runs")["Items"]
    assert sum(item["sk"]["S"] == "BATCH" for item in items) == 1


def test_the_same_idempotency_key_starts_once(gonogo: Gonogo, stack: Stack, pushed: object) -> None:
    first, again = (
        gonogo("trigger", "shop", "--idempotency-key", "build-7", "--json", **stack.env)
        for _ in range(2)
    )
    assert json.loads(first.stdout)["id"] == json.loads(again.stdout)["id"]
    other = gonogo("trigger", "shop/test:Good", "--idempotency-key", "build-7", **stack.env)
    assert (other.returncode, "status 422" in other.stderr) == (2, True)


def test_a_start_is_on_the_terms_of_its_options(
    gonogo: Gonogo, stack: Stack, pushed: dict[str, str]
) -> None:
    options = ["--tag", "smoke,!slow", "--build", "commit=f00d", "--group", "g", "--supersede"]
    policy = ["--policy", "allow_empty", "--policy", "min_pass_ratio=0.5"]
    done = gonogo("trigger", "shop", *options, *policy, "--wait", "--json", **stack.env)
    batch = json.loads(done.stdout)
    assert (done.returncode, batch["total"], batch["verdict"]) == (0, 0, "go")
    assert batch["terms"]["build"] == {"commit": "f00d"}
    assert batch["terms"]["policy"]["min_pass_ratio"] == 0.5
    url = f"{stack.base}/v1/triggers/{pushed['test']}"
    done = gonogo("trigger", url, *options, "--json", **stack.env)
    assert json.loads(done.stdout)["terms"]["group"] == "g"
    refused = gonogo("trigger", url, *policy, **stack.env)
    assert (refused.returncode, "--policy" in refused.stderr) == (2, True)
    refused = gonogo("trigger", "shop", "--policy", "min_pass_ratio=much", **stack.env)
    assert (refused.returncode, "min_pass_ratio=0.9" in refused.stderr) == (2, True)


def test_what_failed_is_started_once_more(gonogo: Gonogo, stack: Stack, pushed: object) -> None:
    done = gonogo("trigger", "shop", "--wait", "--json", **stack.env)
    batch = json.loads(done.stdout)
    again = gonogo("rerun", batch["id"], "--only-failed", "--wait", "--json", **stack.env)
    second = json.loads(again.stdout)
    assert (again.returncode, second["rerun_of"], second["total"]) == (1, batch["id"], 1)
    assert [run["test"]["name"] for run in second["runs"]] == ["Bad"]
    unknown = gonogo("rerun", "123", **stack.env)
    assert (unknown.returncode, "status 404" in unknown.stderr) == (2, True)


def test_keys_are_made_listed_and_revoked(gonogo: Gonogo, stack: Stack, pushed: object) -> None:
    arguments = ["--role", "trigger", "--project", "shop", "--name", "CI", "--shape", "uuid"]
    made = json.loads(gonogo("keys", "create", *arguments, "--json", **stack.env).stdout)
    own = {**stack.env, "GONOGO_KEY": made["secret"]}
    assert len(made["secret"]) == 36
    assert gonogo("trigger", "shop", **own).returncode == 0
    refused = gonogo("push", "shop.yaml", **own)
    assert (refused.returncode, "another" in refused.stderr) == (2, True)
    assert made["key"]["id"] in gonogo("keys", "list", **stack.env).stdout
    done = gonogo("keys", "rotate", made["key"]["id"], "--overlap", "60", **stack.env)
    assert (done.returncode, "works until 20" in done.stderr) == (0, True), done.stderr
    assert len(done.stdout.strip()) == 36
    assert "never used" in gonogo("keys", "list", **stack.env).stdout
    assert gonogo("keys", "revoke", made["key"]["id"], **stack.env).returncode == 0
    assert gonogo("trigger", "shop", **own).returncode == 2


def test_only_the_secret_is_on_standard_output(gonogo: Gonogo, stack: Stack) -> None:
    done = gonogo("keys", "create", "--role", "admin", **stack.env)
    assert done.stdout.startswith("gonogo_")
    assert len(done.stdout.split()) == 1
    assert "shown this once" in done.stderr


def test_unreachable_server_is_2_and_says_what_to_check(gonogo: Gonogo) -> None:
    done = gonogo("keys", "list", GONOGO_URL="http://127.0.0.1:1", GONOGO_KEY="k")
    assert done.returncode == 2
    assert "http://127.0.0.1:1 (from GONOGO_URL) cannot be reached" in done.stderr


def test_no_server_at_all_is_2(gonogo: Gonogo) -> None:
    assert gonogo("trigger", "shop").returncode == 2


def test_local_stack_of_the_folder_is_used_and_named(
    gonogo: Gonogo, stack: Stack, tmp_path: Path
) -> None:
    (tmp_path / ".gonogo").mkdir()
    local = {"base_url": stack.base, "admin_key": stack.admin}
    (tmp_path / ".gonogo/local.json").write_text(json.dumps(local))
    done = gonogo("keys", "list")
    assert done.returncode == 0
    assert done.stderr == f"Using the local stack of .gonogo/local.json: {stack.base}\n"


def test_doctor_tells_a_good_key_from_a_bad_one(gonogo: Gonogo, stack: Stack) -> None:
    good = gonogo("doctor", **stack.env)
    assert (good.returncode, "The key is accepted" in good.stdout) == (0, True)
    bad = gonogo("doctor", GONOGO_URL=stack.base, GONOGO_KEY="gonogo_" + "a" * 36)
    assert (bad.returncode, bad.stdout.count("\nwrong ")) == (2, 2)
    assert "whoever has a key of role admin makes one" in bad.stdout
    assert "bindings" not in bad.stdout
    assert stack.admin not in good.stdout
