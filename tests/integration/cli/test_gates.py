"""`gonogo gates` against the real API on loopback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gonogo.cli.bound import examine_gates
from gonogo.cli.client import Client
from gonogo.cli.server import find_server
from tests.integration.cli.processes import Gonogo
from tests.integration.cli.stack import Stack

SHOP = ("--project", "shop")
HOOK = "codedeploy_hook"


def _pushed(gonogo: Gonogo, stack: Stack, folder: Path, project: str = "shop") -> None:
    test = {"name": "T", "steps": [{"url": "http://127.0.0.1:1/"}]}
    suites = [{"name": "smoke", "tests": ["T"]}]
    document = {"project": project, "tests": [test], "suites": suites}
    (folder / "shop.yaml").write_text(json.dumps(document), encoding="utf-8")
    assert gonogo("push", "shop.yaml", **stack.env).returncode == 0


def test_what_is_bound_decides(gonogo: Gonogo, stack: Stack, tmp_path: Path) -> None:
    """Before, and after it was removed, a deployment would be told no."""
    _pushed(gonogo, stack, tmp_path)
    asked = ("gates", "test", HOOK, "--match", "application=shop-api")
    assert gonogo(*asked, **stack.env).returncode == 1
    matching = ("--match", "application=shop-*", "--suite", "smoke", "--json")
    bound = gonogo("gates", "bind", HOOK, *SHOP, *matching, **stack.env)
    assert bound.returncode == 0, bound.stderr
    id = json.loads(bound.stdout)["binding"]["id"]
    tried = gonogo(*asked, **stack.env)
    assert (tried.returncode, tried.stdout.split(": ")[1]) == (0, "1 tests would run.\n")
    assert id in gonogo("gates", "list", *SHOP, **stack.env).stdout
    assert gonogo("gates", "unbind", id, *SHOP, **stack.env).returncode == 0
    assert gonogo(*asked, **stack.env).returncode == 1


def test_a_mistake_names_what_is_accepted(gonogo: Gonogo, stack: Stack, tmp_path: Path) -> None:
    _pushed(gonogo, stack, tmp_path)
    for wrong, said in (
        (("gates", "bind", "kubernetes", *SHOP), "codedeploy_hook"),
        (("gates", "bind", HOOK, *SHOP, "--match", "cluster=x"), "application, group, event"),
        (("gates", "bind", HOOK, *SHOP, "--match", "application"), "NAME=VALUE"),
        (("gates", "bind", HOOK, *SHOP, "--match", "event=BeforeTraffic"), "BeforeAllowTraffic"),
        (("gates", "bind", HOOK, *SHOP, "--suite", "none"), "suite 'none'"),
        (("gates", "bind", HOOK, *SHOP, "--env", "none"), "environment 'none'"),
        (("gates", "bind", HOOK, *SHOP, *["--match", "group=a"] * 2), "each name once"),
    ):
        done = gonogo(*wrong, **stack.env)
        assert done.returncode == 2
        assert said in done.stderr


def test_an_environment_that_is_gone_would_be_told_no(
    gonogo: Gonogo, stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the deployment itself would be."""
    _pushed(gonogo, stack, tmp_path)
    client = Client(find_server(stack.env, tmp_path))
    there = "/v1/projects/shop/environments"
    client.call("POST", there, {"name": "staging"})
    bound = {"kind": HOOK, "match": {"group": "a"}, "environment": "staging"}
    client.call("POST", "/v1/projects/shop/gates/bindings", bound)
    asked = {"kind": HOOK, "subject": {"group": "a"}}
    assert client.call("POST", "/v1/gates/try", asked)["reason"] == ""
    client.call("DELETE", f"{there}/staging")
    assert "'staging' cannot be used" in client.call("POST", "/v1/gates/try", asked)["reason"]


def test_doctor_says_whose_key_may_try_bindings(
    stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(find_server(stack.env, tmp_path))
    client.call("POST", "/v1/definitions", {"project": "shop"})
    client.call("POST", "/v1/projects/shop/gates/bindings", {"kind": HOOK})
    reader = client.call("POST", "/v1/keys", {"name": "r", "role": "read", "projects": ["shop"]})
    monkeypatch.setenv("GONOGO_URL", stack.base)
    monkeypatch.setenv("GONOGO_KEY", reader["secret"])
    (found,) = examine_gates()
    assert (found.state, "ask for another with an admin key" in found.fix) == ("note", True)


def test_doctor_tries_each_binding(
    gonogo: Gonogo, stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that runs something, one that another project's hides, and one whose suite is gone."""
    _pushed(gonogo, stack, tmp_path)
    _pushed(gonogo, stack, tmp_path, "pay")
    monkeypatch.setenv("GONOGO_URL", stack.base)
    monkeypatch.setenv("GONOGO_KEY", stack.admin)
    client = Client(find_server(stack.env, tmp_path))
    bindings = "/v1/projects/shop/gates/bindings"
    client.call("POST", bindings, {"kind": HOOK, "match": {"group": "b*"}})
    client.call("POST", bindings.replace("shop", "pay"), {"kind": HOOK, "match": {"group": "b*"}})
    client.call("POST", bindings, {"kind": "ecs_pause", "suite": "smoke"})
    client.call("DELETE", "/v1/projects/shop/suites/smoke")
    said = {each.what.partition(" of ")[2]: each.state for each in examine_gates()}
    assert sorted(said.values()) == ["good", "note", "wrong"]
    assert "codedeploy_hook group=b* would run 1 tests" in said
