"""The snippets of the guide to gates are what they say they are."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hcl2
import pytest
import yaml

from gonogo.gates import gates
from gonogo.gates._settings import aim_of
from gonogo.local.planes.codedeploy import ECS_EVENTS, LAMBDA_EVENTS
from gonogo.local.planes.model import Model

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide"
PAGES = sorted((GUIDE / "gates").glob("*.md"))
EVERY = [GUIDE / "gates.md", *PAGES]
FUNCTION = "CodeDeployHook_gonogo"


class _Loader(yaml.SafeLoader):
    """YAML with the short forms of CloudFormation."""


_Loader.add_multi_constructor("!", lambda loader, tag, node: {tag: node.value})


def blocks(page: Path, language: str) -> list[str]:
    """The code blocks of a language."""
    found = re.compile(rf"^```{language}\n(.*?)^```", re.MULTILINE | re.DOTALL)
    return found.findall(page.read_text(encoding="utf-8"))


def documents(page: Path) -> list[dict[str, Any]]:
    """The YAML blocks, read."""
    return [yaml.load(block, _Loader) for block in blocks(page, "yaml")]  # noqa: S506


def within(value: object, name: str) -> Iterator[Any]:
    """Everything that stands under a name, at any depth."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        if key == name:
            yield inner
    inside = value.values() if isinstance(value, dict) else value
    for inner in inside if isinstance(value, dict | list) else ():
        yield from within(inner, name)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_page_has_something_to_copy_for_everybody(page: Path) -> None:
    """Template, CDK and Terraform; SAM in words at least; and its traps."""
    assert blocks(page, "yaml")
    assert blocks(page, "python")
    assert blocks(page, "hcl")
    text = page.read_text(encoding="utf-8")
    assert "SAM" in text
    assert "## Traps\n" in text


def test_the_guide_leads_to_every_page() -> None:
    """And the pages together to every kind."""
    guide = (GUIDE / "gates.md").read_text(encoding="utf-8")
    assert {path.stem for path in PAGES} <= set(re.findall(r"\(gates/([\w-]+)\.md", guide))
    assert all(f"`{kind}`" in guide for kind in gates.names)


@pytest.mark.parametrize("page", EVERY, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    """To a file, and to a heading that it has."""
    for target in re.findall(r"\]\(([^)#]*)(#[^)]*)?\)", page.read_text(encoding="utf-8")):
        file = (page.parent / target[0]).resolve() if target[0] else page
        assert file.exists(), target
        if target[1]:
            titles = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
            assert target[1][1:] in slugs, target


def test_templates_pass_the_lint(tmp_path: Path) -> None:
    """In one run: starting the linter is the slow part. Hooks of ECS may be newer than it."""
    paths = []
    for page in EVERY:
        for number, block in enumerate(blocks(page, "yaml")):
            if isinstance(yaml.load(block, _Loader).get("Resources"), dict):  # noqa: S506
                paths.append(tmp_path / f"{page.stem}-{number}.yaml")
                paths[-1].write_text(block, encoding="utf-8")
    lint = ROOT / ".tools" / "sam" / "bin" / "cfn-lint"
    done = subprocess.run(  # noqa: S603
        [str(lint), "--ignore-checks", "W", "ES", "--", *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert len(paths) >= 12
    assert done.returncode == 0, done.stdout


def test_cdk_uses_what_it_imports(tmp_path: Path) -> None:
    """And defines every name: the linter's rules of that kind."""
    for page in PAGES:
        (tmp_path / f"{page.stem.replace('-', '_')}.py").write_text(blocks(page, "python")[0])
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F,E9", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_terraform_can_be_read(page: Path) -> None:
    """And declares the variables and resources that it names."""
    for block in blocks(page, "hcl"):
        read = hcl2.loads(block)
        assert read.keys() <= {"resource", "variable", "stage"}
        if "stage" not in read:
            named = set(re.findall(r"\bvar\.(\w+)", block))
            assert named == set(re.findall(r'^variable "(\w+)"', block, re.MULTILINE))
        for kind, name in re.findall(r"= (aws_\w+)\.(\w+)\.", block):
            assert f'resource "{kind}" "{name}"' in block


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_hooks_name_events_that_exist(page: Path) -> None:
    """`contracts/aws.md` 1.1."""
    for document in documents(page):
        for hook in document.get("Hooks", ()) if "version" in document else ():
            assert hook.keys() <= {*LAMBDA_EVENTS, *ECS_EVENTS}
            assert set(hook.values()) == {FUNCTION}


def test_settings_of_actions_are_those_that_the_gates_read() -> None:
    """As JSON in a template, and as details of an ECS hook."""
    found = [
        json.loads(settings) if isinstance(settings, str) else settings
        for page in PAGES
        for document in documents(page)
        for field in ("UserParameters", "CustomData", "HookDetails")
        for settings in within(document, field)
    ]
    aims = [aim_of(settings, "settings") for settings in found]
    assert len(aims) >= 3
    assert all(aim and (aim.project, aim.target) == ("shop", "smoke") for aim in aims)


def test_a_pause_is_what_ecs_takes() -> None:
    (block,) = blocks(GUIDE / "gates" / "ecs.md", "json")
    Model("ecs").check(
        "UpdateService", {"service": "shop", "deploymentConfiguration": json.loads(block)}
    )


def test_bindings_of_the_pages_match_what_the_kind_has() -> None:
    """Each `gonogo gates bind`."""
    commands = [
        command
        for page in EVERY
        for block in blocks(page, "sh")
        for command in re.findall(r"gonogo gates (?:bind|test) (.*)", block)
    ]
    assert len(commands) >= 6
    for command in commands:
        kind, fields = command.split()[0], re.findall(r"--match '?(\w+)=", command)
        assert set(fields) <= set(gates[kind].subject), command
