"""`gonogo gates` against the real API on loopback."""

from __future__ import annotations

import json
from pathlib import Path

from tests.integration.cli.processes import Gonogo
from tests.integration.cli.stack import Stack

SHOP = ("--project", "shop")
HOOK = "codedeploy_hook"


def _pushed(gonogo: Gonogo, stack: Stack, folder: Path) -> None:
    test = {"name": "T", "steps": [{"url": "http://127.0.0.1:1/"}]}
    suites = [{"name": "smoke", "tests": ["T"]}]
    document = {"project": "shop", "tests": [test], "suites": suites}
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
        (("gates", "bind", HOOK, *SHOP, "--suite", "none"), "suite 'none'"),
    ):
        done = gonogo(*wrong, **stack.env)
        assert done.returncode == 2
        assert said in done.stderr
