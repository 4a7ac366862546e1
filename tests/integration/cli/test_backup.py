"""A project kept as files and brought back, over the real API: the same, but for secrets."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from gonogo.cli.app import answer
from gonogo.cli.backup import restoring
from gonogo.web.reference import schemas
from tests.integration.cli.stack import Stack

SHOP = {
    "project": "shop",
    "environments": [
        {"name": "base", "variables": {"v": "1.10", "yes": "no", "port": "08"}},
        {"name": "staging", "parent": "base", "headers": {"X-A": "1e3"}},
    ],
    "tests": [
        {
            "name": "Ünïcode: a/b?",
            "environment": "staging",
            "tags": ["quick"],
            "steps": [
                {"url": "http://127.0.0.1:9/{{v}}", "scripts": ["a = 1;\nif (a) {\n  b();\n}\n"]},
                {"type": "pause", "duration": 1},
            ],
        },
        {
            "name": "unicode a b",
            "environments": [{"name": "own", "variables": {"w": "2"}}],
            "steps": [{"url": "http://127.0.0.1:9/", "method": "POST", "json": {"n": None}}],
        },
    ],
    "suites": [{"name": "smoke", "tests": ["unicode a b"], "environment": "staging"}],
}

NEXT_MONTH = datetime.now(UTC) + timedelta(days=30)
MADE: dict[str, list[dict[str, Any]]] = {
    "schedules": [
        {"kind": "suite", "target": "smoke", "cron": "0 6 * * 1", "timezone": "Europe/Rome"}
        | {"environment": "staging", "variables": {"v": "2"}, "note": "Mondays"},
        {"kind": "test", "target": "unicode a b", "environment": "own", "interval": "1d"}
        | {"paused": True, "resume_at": f"{NEXT_MONTH:%Y-%m-%dT%H:%M:%SZ}"},
        {"kind": "project", "interval": "1h"},
        {"kind": "project", "interval": "1h"},
    ],
    "webhooks": [
        {"settings": {"url": "https://hooks.example/x"}, "when": "no-go", "name": "ours"},
        {"kind": "slack", "settings": {"url": "https://hooks.slack.com/services/T/B/sEcReT"}},
        {"settings": {"url": "https://hooks.example/y"}, "events": ["run.finished"]}
        | {"format": "runscope"},
    ],
    "gates/bindings": [
        {"kind": "codedeploy_hook", "match": {"application": "web"}, "suite": "smoke"}
        | {"environment": "staging", "variables": {"v": "3"}, "policy": {"min_pass_ratio": 0.5}},
        {"kind": "ecs_pause", "test": "unicode a b", "note": "for the cart"},
    ],
}
"""A thing for each field that the API takes; two schedules are the same."""


class Said(NamedTuple):
    """What the command line said and ended with."""

    code: int
    out: str
    err: str


Gonogo = Callable[..., Said]


@pytest.fixture
def gonogo(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Gonogo:
    """The command line in this process, pointed at the server."""
    for name, value in stack.env.items():
        monkeypatch.setenv(name, value)

    def run(*words: object) -> Said:
        capsys.readouterr()
        code = answer([str(word) for word in words])
        out, err = capsys.readouterr()
        lines = [line for line in out.splitlines() if not line.startswith('{"level"')]
        return Said(code, "\n".join(lines), err)

    return run


@pytest.fixture
def shop(stack: Stack) -> Stack:
    """A project with something of everything."""
    _post(stack, "/v1/definitions", SHOP)
    _post(stack, "/v1/projects/shop/tests/unicode a b", {"enabled": False}, "PATCH")
    _post(stack, "/v1/projects/shop", {"url": "https://shop.example"}, "PATCH")
    for kind, things in MADE.items():
        for thing in things:
            _post(stack, f"/v1/projects/shop/{kind}", thing)
    off = _read(stack, "/v1/projects/shop/webhooks")["webhooks"][-1]["id"]
    _post(stack, f"/v1/projects/shop/webhooks/{off}", {"enabled": False}, "PATCH")
    _post(stack, "/v1/projects/shop/secrets/api key", {"value": "s3cret-value"}, "PUT")
    return stack


def _post(stack: Stack, path: str, body: dict[str, Any], method: str = "POST") -> Any:
    headers = {"authorization": f"Bearer {stack.admin}", "content_type": "application/json"}
    answer = stack.reply(method, path, json.dumps(body), headers)
    assert answer["statusCode"] < 300, answer
    return json.loads(answer.get("body") or "null")


def _read(stack: Stack, path: str) -> Any:
    reply = stack.reply("GET", path, "", {"authorization": f"Bearer {stack.admin}"})
    return json.loads(reply["body"])


def _files(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in sorted(folder.rglob("*.yaml"))}


def test_a_restored_project_is_the_same_but_for_secrets(
    gonogo: Gonogo, shop: Stack, tmp_path: Path
) -> None:
    """Another backup, of the copy, differs in the name alone, and in what has no value to bring."""
    done = gonogo("backup", tmp_path / "one", "--project", "shop")
    assert done.code == 0, done.err
    assert "1 suites, 1 disabled, 4 schedules, 3 webhooks, 2 gates, 1 secrets" in done.out
    kept = _files(tmp_path / "one")
    assert not [name for name, text in kept.items() if "s3cret-value" in text or "sEcReT" in text]
    restored = gonogo("restore", tmp_path / "one", "--project", "copy")
    assert restored.code == 0, restored.err
    assert "gonogo secrets set 'api key' --project 'copy'" in restored.out
    assert "make again   webhooks     slack" in restored.out
    again = gonogo("backup", tmp_path / "two", "--project", "copy")
    assert again.code == 0, again.err
    copied = _files(tmp_path / "two")
    assert copied.pop("operations.yaml") != kept["operations.yaml"]
    copied["project.yaml"] = copied["project.yaml"].replace("project: copy", "project: shop")
    assert copied == {name: text for name, text in kept.items() if name != "operations.yaml"}
    before, after = (_operations(tmp_path / name) for name in ("one", "two"))
    assert before.pop("secrets") == ["api key"]
    assert after.pop("secrets") == []
    before["webhooks"] = [each for each in before["webhooks"] if each["kind"] == "webhook"]
    assert after == before


def test_a_backup_has_every_field_that_can_be_said(
    gonogo: Gonogo, shop: Stack, tmp_path: Path
) -> None:
    """A field that the API learns is to be kept too; `at_once` says when, not what."""
    assert gonogo("backup", tmp_path, "--project", "shop").code == 0
    resources = {"schedules": "NewSchedule", "webhooks": "NewWebhook", "gates": "NewBinding"}
    for kind, resource in resources.items():
        taken = set(schemas.schemas()[resource]["properties"]) - {"at_once"}
        assert taken <= {name for each in _operations(tmp_path)[kind] for name in each}, kind


def _operations(folder: Path) -> Any:
    return yaml.safe_load((folder / "operations.yaml").read_text())


def test_of_two_that_are_the_same_the_lost_one_comes_back(
    gonogo: Gonogo, shop: Stack, tmp_path: Path
) -> None:
    assert gonogo("backup", tmp_path, "--project", "shop").code == 0
    last = _read(shop, "/v1/projects/shop/schedules")["schedules"][-1]["id"]
    _post(shop, f"/v1/projects/shop/schedules/{last}", {}, "DELETE")
    done = gonogo("restore", tmp_path)
    assert done.out.splitlines()[1:] == ["created      schedules    project 1h"]
    assert len(_read(shop, "/v1/projects/shop/schedules")["schedules"]) == 4


def test_what_came_back_last_does_not_stand_last(
    gonogo: Gonogo, shop: Stack, tmp_path: Path
) -> None:
    """Lists have an order of their own: backups of the same are the same files."""
    assert gonogo("backup", tmp_path / "one", "--project", "shop").code == 0
    for kind in ("schedules", "gates/bindings", "webhooks"):
        first = _read(shop, f"/v1/projects/shop/{kind}")[kind.rpartition("/")[2]][0]["id"]
        _post(shop, f"/v1/projects/shop/{kind}/{first}", {}, "DELETE")
    assert gonogo("restore", tmp_path / "one").out.count("created") == 3
    assert gonogo("backup", tmp_path / "two", "--project", "shop").code == 0
    assert _files(tmp_path / "two") == _files(tmp_path / "one")


def test_a_pause_that_has_ended_since_is_none(gonogo: Gonogo, shop: Stack, tmp_path: Path) -> None:
    """The server takes none that ends in the past, and says so of one that has ended."""
    assert gonogo("backup", tmp_path, "--project", "shop").code == 0
    kept = tmp_path / "operations.yaml"
    kept.write_text(kept.read_text().replace(f"'{NEXT_MONTH:%Y}-", f"'{NEXT_MONTH.year - 2}-"))
    assert gonogo("restore", tmp_path, "--project", "copy").code == 0
    assert "created" not in gonogo("restore", tmp_path, "--project", "copy").out
    copied = _read(shop, "/v1/projects/copy/schedules")["schedules"]
    assert [each["paused"] for each in copied] == [False] * 4


def test_what_a_key_may_not_make_is_told(
    gonogo: Gonogo, shop: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key of role `write` keeps and brings back its project, but for bindings of gates."""
    key = {"name": "ours", "role": "write", "projects": ["shop"]}
    monkeypatch.setenv("GONOGO_KEY", _post(shop, "/v1/keys", key)["secret"])
    assert gonogo("backup", tmp_path).code == 0
    for kind in ("schedules", "gates/bindings"):
        for each in _read(shop, f"/v1/projects/shop/{kind}")[kind.rpartition("/")[2]]:
            _post(shop, f"/v1/projects/shop/{kind}/{each['id']}", {}, "DELETE")
    done = gonogo("restore", tmp_path)
    assert done.code == 2
    said = [line.split()[0] for line in done.out.splitlines()[1:] if line[0] != " "]
    assert said == ["created"] * 4 + ["NOT"] * 2
    assert "NOT MADE     gates        ecs_pause: " in done.out
    assert len(_read(shop, "/v1/projects/shop/schedules")["schedules"]) == 4


@pytest.mark.parametrize("bytes_of_a_push", [300, 500_000])
def test_a_project_of_many_pages_and_pushes_is_whole(
    gonogo: Gonogo,
    stack: Stack,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    bytes_of_a_push: int,
) -> None:
    """A list tells 50 at a time, and a server takes a megabyte."""
    monkeypatch.setattr(restoring, "_A_PUSH", bytes_of_a_push)
    names = [f"T{number:02}" for number in range(52)]
    tests = [{"name": name, "steps": [{"url": "http://127.0.0.1:9/"}]} for name in names]
    environments = SHOP["environments"]
    suites = [{"name": "all", "tests": names, "environment": "staging"}]
    document = {"tests": tests, "environments": environments, "suites": suites}
    _post(stack, "/v1/definitions", {"project": "big", **document})
    assert gonogo("backup", tmp_path / "one", "--project", "big").code == 0
    _post(stack, "/v1/projects/big", {}, "DELETE")
    done = gonogo("restore", tmp_path / "one")
    assert done.out.splitlines() == ["definitions  56 of 56 changed in project big"]
    assert gonogo("backup", tmp_path / "two", "--project", "big").code == 0
    assert _files(tmp_path / "two") == _files(tmp_path / "one")


def test_what_only_other_services_keep_is_told(
    gonogo: Gonogo, stack: Stack, tmp_path: Path
) -> None:
    """A test without steps, a name that stands twice: Runscope's clients make both."""
    id = _post(stack, "/v1/projects", {"name": "theirs"})["id"]
    for _ in range(2):
        _post(stack, f"/runscope/buckets/{id}/tests", {"name": "empty"})
        done = gonogo("backup", tmp_path, "--project", "theirs")
        if done.code == 0:
            assert done.err == "left out: test empty has no steps\n"
            assert "tests: []" not in "".join(_files(tmp_path).values())
    assert done.code == 2
    assert "Two tests are called 'empty'" in done.err


@pytest.mark.parametrize("lost", ["Mondays", "quick"])
def test_a_backup_that_reads_back_otherwise_is_none(
    gonogo: Gonogo, shop: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    """Found when it is written: here by a disk that loses a schedule's note, or a test's tag."""
    write = Path.write_text

    def lossy(path: Path, text: str, **more: str) -> int:
        return write(path, text.replace(lost, "x"), **more)

    monkeypatch.setattr(Path, "write_text", lossy)
    done = gonogo("backup", tmp_path, "--project", "shop")
    assert done.code == 2
    assert "reads back otherwise; do not rely on it" in done.err


def test_restoring_what_is_there_changes_nothing(
    gonogo: Gonogo, shop: Stack, tmp_path: Path
) -> None:
    """Of every project that the key opens, each in a folder; not a webhook twice."""
    assert gonogo("backup", tmp_path).code == 0
    kept = _files(tmp_path)
    done = gonogo("restore", tmp_path)
    assert done.out.splitlines() == ["definitions  0 of 7 changed in project shop"]
    assert gonogo("backup", tmp_path).code == 0
    assert _files(tmp_path) == kept
    assert sorted(name for name in kept if "tests/" in name) == [
        "shop/tests/n-code-a-b.yaml",
        "shop/tests/unicode-a-b.yaml",
    ]


def test_a_lost_test_comes_back(gonogo: Gonogo, shop: Stack, tmp_path: Path) -> None:
    """Deleted by mistake with its suite's only entry; the backup's folder does not grow old."""
    assert gonogo("backup", tmp_path, "--project", "shop").code == 0
    _post(shop, "/v1/projects/shop/tests/unicode%20a%20b", {}, "DELETE")
    grown = tmp_path.with_name("grown")
    shutil.copytree(tmp_path, grown)
    assert gonogo("backup", grown, "--project", "shop").code == 0
    assert "tests/unicode-a-b.yaml" not in _files(grown)
    restored = gonogo("restore", tmp_path)
    assert (restored.code, "replaced     gates" in restored.out) == (0, True)
    again = tmp_path / "again"
    assert gonogo("backup", again, "--project", "shop").code == 0
    lost = "tests/unicode-a-b.yaml"
    assert _files(again)["suites.yaml"] == _files(tmp_path)["suites.yaml"]
    assert lost in _files(again)


def test_a_folder_with_other_things_is_not_touched(
    gonogo: Gonogo, stack: Stack, tmp_path: Path
) -> None:
    _post(stack, "/v1/definitions", SHOP)
    (tmp_path / "theirs.txt").write_text("x")
    done = gonogo("backup", tmp_path, "--project", "shop")
    assert done.code == 2
    assert "holds other things" in done.err
    assert gonogo("restore", tmp_path).code == 2


def test_names_that_give_one_folder_have_one_each(
    gonogo: Gonogo, stack: Stack, tmp_path: Path
) -> None:
    """And keep them when a project comes that sorts before."""
    for name in ("shop eu", "日本", "中文"):
        _post(stack, "/v1/definitions", {"project": name})
    assert gonogo("backup", tmp_path).code == 0
    kept = _files(tmp_path)
    _post(stack, "/v1/definitions", {"project": "Shop (EU)"})
    assert gonogo("backup", tmp_path).code == 0
    now = _files(tmp_path)
    assert {name: now[name] for name in kept} == kept
    heads = {n: yaml.safe_load(t)["project"] for n, t in now.items() if n.endswith("project.yaml")}
    assert heads == {
        "project/project.yaml": "中文",
        "project-2/project.yaml": "日本",
        "shop-eu/project.yaml": "shop eu",
        "shop-eu-2/project.yaml": "Shop (EU)",
    }


def test_a_backup_of_another_project_is_not_overwritten(
    gonogo: Gonogo, shop: Stack, tmp_path: Path
) -> None:
    """Nor hidden below it; a project that is named twice is one."""
    _post(shop, "/v1/definitions", {"project": "other"})
    same = ("--project", "shop", "--project", "shop")
    assert gonogo("backup", tmp_path, *same).code == 0
    kept = _files(tmp_path)
    assert "project.yaml" in kept
    for projects in (("--project", "other"), (*same, "--project", "other"), ()):
        done = gonogo("backup", tmp_path, *projects)
        assert (done.code, "backup of project 'shop'" in done.err) == (2, True), done.err
        assert "field:    FOLDER" in done.err
    assert _files(tmp_path) == kept


def test_a_folder_that_cannot_be_made_is_told(gonogo: Gonogo, stack: Stack) -> None:
    _post(stack, "/v1/definitions", {"project": "shop"})
    done = gonogo("backup", "/proc/nope", "--project", "shop")
    assert done.code == 2
    assert done.err.startswith("Error: The folder /proc/nope cannot be written")


def test_what_is_no_backup_is_refused_before_the_first_call(
    gonogo: Gonogo, stack: Stack, tmp_path: Path
) -> None:
    """Each of several is read before one is restored; what is left of a backup is seen."""
    whole = {"url": "", "disabled": [], "schedules": [], "webhooks": [], "gates": [], "secrets": []}
    for name in ("good", "torn"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "project.yaml").write_text("project: shop\n")
        (tmp_path / name / "operations.yaml").write_text(json.dumps(whole))
    damages: list[Any] = [None, [], "x", {"url": ""}, whole | {"more": 1}, whole | {"url": None}]
    damages += [whole | {"disabled": [1]}, whole | {"disabled": "x"}, whole | {"schedules": 5}]
    damages += [whole | {"gates": None}, whole | {"gates": ["x"]}, whole | {"webhooks": {}}]
    for text in ("", "url: [", "at: 2026-13-45", *map(json.dumps, damages)):
        (tmp_path / "torn" / "operations.yaml").write_text(text)
        done = gonogo("restore", tmp_path)
        assert done.code == 2, text
        assert "is no backup: " in done.err, text
        assert "Traceback" not in done.err, text
    (tmp_path / "torn" / "operations.yaml").unlink()
    assert gonogo("restore", tmp_path).code == 2
    assert stack.calls == []


def test_a_changed_url_is_told(gonogo: Gonogo, stack: Stack, tmp_path: Path) -> None:
    _post(stack, "/v1/definitions", {"project": "shop"})
    assert gonogo("backup", tmp_path, "--project", "shop").code == 0
    _post(stack, "/v1/projects/shop", {"url": "https://shop.example"}, "PATCH")
    done = gonogo("restore", tmp_path)
    assert "changed      url of project shop: 'https://shop.example' is now ''" in done.out
