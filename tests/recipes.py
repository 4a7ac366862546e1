"""The recipes' pages, and the shell scripts in them as each system would run them."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs/recipes"
INTEGRATIONS = ROOT / "integrations"
SCRIPT = INTEGRATIONS / "shell/gonogo.sh"

CURL, CLI, HOOK = "With curl", "With the command line", "The webhook"
GITHUB = ("bash", "--noprofile", "--norc", "-eo", "pipefail")
SHELLS: dict[str, tuple[str, ...]] = {
    "github-actions": GITHUB,
    "azure-pipelines": ("bash", "--noprofile", "--norc"),
    "circleci": ("bash", "-eo", "pipefail"),
    "codebuild": ("sh",),
    "jenkins": ("sh", "-xe"),
    "octopus": ("bash",),
    "teamcity": ("sh",),
}
"""How a system runs a script; `sh -e` where nothing is said here."""

_READY_MADE = {
    "github/action.yml": "github-actions",
    "gitlab/templates/gonogo.yml": "gitlab",
    "circleci/orb.yml": "circleci",
    "jenkins/vars/gonogo.groovy": "jenkins",
    "tekton/gonogo.yaml": "tekton",
    "azure-pipelines/gonogo.yml": "azure-pipelines",
}
_KEYS = {"args", "bash", "command", "commands", "run", "script"}
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_GROOVY = re.compile(r"sh '''\n(.*?)'''", re.DOTALL)
_PART = re.compile(r"^## (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page."""

    page: str
    part: str
    """The heading that it stands under."""
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Snippet:
    """A script of a page, and the shell that runs it there."""

    page: str
    part: str
    text: str

    @property
    def shell(self) -> tuple[str, ...]:
        """The command that takes the script's file."""
        return SHELLS.get(self.page, ("sh", "-e"))


def pages() -> list[Path]:
    """Every page but the index."""
    return [path for path in sorted(PAGES.glob("*.md")) if path.name != "README.md"]


def parts(page: Path) -> dict[str, str]:
    """A page's text by heading, in order."""
    _, *found = _PART.split(page.read_text(encoding="utf-8"))
    return dict(zip(found[::2], found[1::2], strict=True))


def blocks(page: Path) -> list[Block]:
    """Every fenced block of a page."""
    return [
        Block(page.stem, part, language, textwrap.dedent(text))
        for part, body in parts(page).items()
        for language, text in _BLOCK.findall(body)
    ]


def snippets() -> list[Snippet]:
    """Every script that waits for a verdict, of all pages."""
    return [
        Snippet(block.page, block.part, script)
        for page in pages()
        for block in blocks(page)
        if block.part in (CURL, CLI)
        for script in _scripts(block)
        if "wait=" in script or "--wait" in script
    ]


def documents(block: Block) -> list[Any]:
    """What a YAML or JSON block says."""
    if block.language == "json":
        return [json.loads(block.text)]
    return list(yaml.safe_load_all(block.text))


def ready_made() -> list[Snippet]:
    """The scripts of the integrations, with the shell of their system's page."""
    found = []
    for path, page in _READY_MADE.items():
        text = (INTEGRATIONS / path).read_text(encoding="utf-8")
        language = "groovy" if path.endswith("groovy") else "yaml"
        scripts = _scripts(Block(page, path, language, text))
        (script,) = (each for each in scripts if "gonogo.json" in each or "GONOGO_SCRIPT" in each)
        found.append(Snippet(page, path, script))
    return [*found, Snippet("shell", "gonogo.sh", SCRIPT.read_text(encoding="utf-8"))]


def gate(*, report: bool, seconds: str = "900") -> str:
    """The script of `integrations/shell`, as the pages have it."""
    whole = SCRIPT.read_text(encoding="utf-8").replace("${GONOGO_TIMEOUT:-900}", seconds)
    lines = whole.splitlines()
    kept = [line for line in lines if not line.startswith(("#!", "# "))]
    return "\n".join(line for line in kept if report or not line.startswith("report"))


def _scripts(block: Block) -> Iterator[str]:
    if block.language == "yaml":
        for document in documents(block):
            for script in _in_yaml(document):
                # Buildkite fills in what has one dollar when a pipeline is uploaded.
                yield script.replace("$$", "$") if block.page == "buildkite" else script
    elif block.language == "groovy":
        yield from map(textwrap.dedent, _GROOVY.findall(block.text))
    elif block.language in ("sh", "bash"):
        # In TeamCity's own fields two percent signs stand for one.
        yield block.text.replace("%%", "%") if block.page == "teamcity" else block.text


def _in_yaml(node: object) -> Iterator[str]:
    """Scripts below the keys that systems name them by; the lines of a list run in one shell."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name in _KEYS and isinstance(value, str):
                yield value
            elif name in _KEYS and isinstance(value, list) and all(map(_is_text, value)):
                yield "\n".join(value[2:] if value[:1] == ["sh"] else value)
            else:
                yield from _in_yaml(value)
    elif isinstance(node, list):
        for value in node:
            yield from _in_yaml(value)


def _is_text(value: object) -> bool:
    return isinstance(value, str)
