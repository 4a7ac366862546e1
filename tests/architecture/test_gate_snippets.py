"""The snippets of the guide to gates are what they say they are."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide" / "gates.md"
FUNCTION = "CodeDeployHook_gonogo"


class _Loader(yaml.SafeLoader):
    """YAML with the short forms of CloudFormation."""


_Loader.add_multi_constructor("!", lambda loader, tag, node: {tag: node.value})


def blocks(language: str) -> list[str]:
    """The code blocks of a language."""
    text = GUIDE.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def documents() -> list[dict[str, Any]]:
    """The YAML blocks, read."""
    return [yaml.load(block, _Loader) for block in blocks("yaml")]  # noqa: S506


def test_every_block_can_be_read() -> None:
    assert len(documents()) == len(blocks("yaml")) >= 7
    for block in blocks("python"):
        ast.parse(block)


def templates() -> list[str]:
    """Blocks that CloudFormation takes."""
    return [
        block
        for block, document in zip(blocks("yaml"), documents(), strict=True)
        if isinstance(document.get("Resources"), dict)
    ]


@pytest.mark.parametrize("template", templates(), ids=lambda text: text.split("\n")[0][:20])
def test_a_template_passes_the_lint(template: str, tmp_path: Path) -> None:
    """With the rules that gonogo's own template keeps to; hooks of ECS may be newer than they."""
    path = tmp_path / "template.yaml"
    path.write_text(template, encoding="utf-8")
    lint = ROOT / ".tools" / "sam" / "bin" / "cfn-lint"
    done = subprocess.run(  # noqa: S603
        [str(lint), "--ignore-checks", "W", "ES", "--", str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout


def test_hooks_name_events_that_exist() -> None:
    """`contracts/aws.md` 1.1."""
    for document in documents():
        for hook in document.get("Hooks", ()) if "version" in document else ():
            assert hook.keys() <= {
                "BeforeInstall",
                "AfterInstall",
                "AfterAllowTestTraffic",
                "BeforeAllowTraffic",
                "AfterAllowTraffic",
            }
            assert set(hook.values()) == {FUNCTION}


def test_settings_of_an_action_are_those_that_the_gate_reads() -> None:
    from gonogo.gates._settings import aim_of

    (action,) = next(d["Actions"] for d in documents() if "Actions" in d)
    aim = aim_of(json.loads(action["Configuration"]["UserParameters"]), "UserParameters")
    assert aim is not None
    assert (aim.project, aim.kind, aim.target) == ("shop", "suite", "smoke")
