"""Secrets on the command line: stored on a server, or given to a run on this machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.cli.processes import Gonogo
from tests.integration.cli.stack import Stack

VALUE = "s3cret/of-the shop"
DOCUMENT = {
    "project": "shop",
    "tests": [
        {
            "name": "Signs in",
            "steps": [
                {
                    "url": "{{base}}/items/1?key={{url_encode({{get_secret(api key)}})}}",
                    "headers": {"X-Key": "{{get_secret(api key)}}", "X-Other": "{{other}}"},
                    "assertions": [{"source": "response_json", "property": "id", "value": "none"}],
                }
            ],
        }
    ],
}


@pytest.fixture
def shop(tmp_path: Path, api: str, gonogo: Gonogo, stack: Stack) -> None:
    """The document as a file, and on the server."""
    document = {
        **DOCUMENT,
        "environments": [{"name": "e", "variables": {"base": api, "other": "x"}}],
    }
    document["tests"][0]["environment"] = "e"  # type: ignore[index]
    (tmp_path / "shop.yaml").write_text(json.dumps(document), encoding="utf-8")
    assert gonogo("push", "shop.yaml", **stack.env).returncode == 0


def test_a_secret_is_set_listed_used_and_deleted(
    gonogo: Gonogo, stack: Stack, shop: None, tmp_path: Path
) -> None:
    """Its value is in no output and no report."""
    env = {**stack.env, "SHOP_KEY": VALUE}
    done = gonogo("secrets", "set", "api key", "--project", "shop", "--from-env", "SHOP_KEY", **env)
    assert (done.returncode, done.stdout) == (0, "The secret api key is stored.\n"), done.stderr
    listed = gonogo("secrets", "list", "--project", "shop", **stack.env)
    assert listed.stdout.endswith("Z  api key\n")
    document = gonogo("secrets", "list", "--project", "shop", "--json", **stack.env).stdout
    assert set(json.loads(document)["secrets"][0]) == {"name", "created_at", "changed_at"}
    ran = gonogo("trigger", "shop", "--wait", "--report", "junit=out.xml", **stack.env)
    told = ran.stdout + ran.stderr + (tmp_path / "out.xml").read_text()
    assert ran.returncode == 1
    assert "key=***" in told
    assert "s3cret" not in told
    gone = gonogo("secrets", "delete", "api key", "--project", "shop", **stack.env)
    assert gone.returncode == 0
    again = gonogo("secrets", "delete", "api key", "--project", "shop", **stack.env)
    assert (again.returncode, "There is no secret" in again.stderr) == (2, True)


@pytest.mark.parametrize(("typed", "code"), [(f"{VALUE}\n", 0), ("tiny", 2), ("x" * 5000, 2)])
def test_the_value_comes_from_standard_input(
    gonogo: Gonogo, stack: Stack, shop: None, typed: str, code: int
) -> None:
    """Its last line end is not of it; a refusal does not repeat it."""
    done = gonogo("secrets", "set", "k", "--project", "shop", typed=typed, **stack.env)
    assert done.returncode == code, done.stderr
    assert typed.strip() not in done.stdout + done.stderr
    if code == 0:
        project = stack.deployment.parts.catalog.find_project("shop")
        assert project is not None
        assert stack.deployment.parts.secrets.value(project.id, "k") == VALUE


FORMATS = ("junit", "json", "tap", "html", "github")


def test_a_run_here_takes_secrets_from_environment_and_file(
    gonogo: Gonogo, shop: None, tmp_path: Path, api: str
) -> None:
    """They are masked in lines, curl lines, JSON and all reports; given as a variable too."""
    (tmp_path / "secrets.env").write_text(f"api key={VALUE}\n")
    reports = [part for name in FORMATS for part in ("--report", f"{name}=out.{name}")]
    for given in (["--secret-env", "api key=SHOP_KEY"], ["--secret-file", "secrets.env"]):
        for shown in (["--verbose"], ["--json"]):
            done = gonogo(
                "run", "shop.yaml", *given, *shown, *reports, "--var", f"other={VALUE}",
                SHOP_KEY=VALUE,
            )  # fmt: skip
            assert done.returncode == 1, done.stderr
            files = [(tmp_path / f"out.{name}").read_text() for name in FORMATS]
            assert "***" in files[FORMATS.index("html")]
            for told in (done.stdout + done.stderr, *files):
                assert "s3cret" not in told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--secret-env", "NOT_SET"], "has no variable NOT_SET"),
        (["--secret-env", "k=TINY"], "--secret-env k=TINY"),
        (["--secret-env", "a,b=SHOP_KEY"], "A secret cannot have this name"),
        (["--secret-file", "bad.env"], "bad.env:1"),
    ],
)
def test_what_cannot_be_a_secret_is_told(
    gonogo: Gonogo, shop: None, tmp_path: Path, given: list[str], told: str
) -> None:
    """Before anything is run, and without the value."""
    (tmp_path / "bad.env").write_text("no equals sign")
    done = gonogo("run", "shop.yaml", *given, TINY="ab12", SHOP_KEY=VALUE)
    assert (done.returncode, told in done.stderr) == (2, True), done.stderr
    assert "ab12" not in done.stderr


def test_without_its_secret_a_test_is_errored(gonogo: Gonogo, shop: None) -> None:
    """With the name and the place."""
    done = gonogo("run", "shop.yaml")
    assert done.returncode == 1
    assert "uses {{get_secret(api key)}}, and there is no secret of that name" in done.stdout
