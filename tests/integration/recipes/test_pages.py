"""The recipes have one shape, clean scripts, and files as their vendors' schemas want them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.recipes import (
    CLI,
    CURL,
    HOOK,
    INTEGRATIONS,
    PAGES,
    Block,
    Snippet,
    blocks,
    documents,
    gate,
    pages,
    parts,
    ready_made,
    snippets,
)

BIN = Path(sys.executable).parent
SCHEMAS = {
    "azure-pipelines": "azure-pipelines",
    "bitbucket": "bitbucket-pipelines",
    "buildkite": "buildkite",
    "circleci": "circle-ci",
    "github-actions": "github-workflows",
    "gitlab": "gitlab-ci",
    "travis": "travis",
}
WAITING = [page for page in pages() if HOOK not in parts(page)]
INDEXES = (PAGES / "README.md", INTEGRATIONS / "README.md")
_LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
_SETTING = re.compile(r"\$(GONOGO_[A-Z_]+)")
_YAML = [
    (block, number)
    for page in pages()
    for number, block in enumerate(blocks(page))
    if block.language == "yaml"
]


def _run(tool: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - a linter of our own environment
        [str(BIN / tool), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _of_schema(schema: str, document: Any, folder: Path) -> str:
    """What a vendor's schema says against a document."""
    path = folder / "document.yml"
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    transform = ("--data-transform", schema) if schema in ("gitlab-ci", "azure-pipelines") else ()
    done = _run("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *transform, path)
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_a_page_has_the_shape_of_all(page: Path) -> None:
    """Title, one paragraph, then the same parts in the same order; at most 120 lines."""
    ways = [HOOK] if HOOK in parts(page) else [CURL, CLI]
    assert list(parts(page)) == ["Before", *ways, "Good to know"]
    title, blank, lead = page.read_text(encoding="utf-8").splitlines()[:3]
    assert title.startswith("# ")
    assert (blank, lead[-1]) == ("", ".")
    assert len(page.read_text(encoding="utf-8").splitlines()) <= 120


def test_the_index_names_every_page_with_what_it_says_of_itself() -> None:
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    for page in pages():
        title, _, lead = page.read_text(encoding="utf-8").splitlines()[:3]
        assert f"| [{title[2:]}]({page.name}) | {lead} |" in index


@pytest.mark.parametrize("page", [*pages(), *INDEXES], ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    """Within the repository; nothing outside is asked."""
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target


@pytest.mark.parametrize("page", WAITING, ids=lambda page: page.stem)
def test_a_pipeline_has_both_ways(page: Path) -> None:
    """The lines of the script, as they are there, or a call of it; and the command line."""
    scripts = {part: text for part, text in parts(page).items() if part in (CURL, CLI)}
    mine = [one.text for one in snippets() if (one.page, one.part) == (page.stem, CURL)]
    assert all(gate(report=True) in one or gate(report=False) in one for one in mine)
    assert mine or "gonogo.sh" in scripts[CURL] or "curl -sSf -X POST" in scripts[CURL]
    assert "gonogo trigger" in scripts[CLI]
    assert "--wait" in scripts[CLI]


@pytest.mark.parametrize("one", ready_made(), ids=lambda one: one.page)
def test_a_ready_made_step_has_the_same_lines(one: Snippet) -> None:
    """Written out where the system cannot take the file along."""
    if one.page not in ("github-actions", "shell"):
        lines = [gate(report=on, seconds="GONOGO_TIMEOUT") for on in (True, False)]
        assert any(text in one.text for text in lines)


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_scripts_are_clean(tmp_path: Path, shell: str) -> None:
    """For shellcheck, in the language of the shell that runs them."""
    files = []
    for number, one in enumerate([*snippets(), *ready_made()]):
        if shell in (one.shell[0], "sh"):
            path = tmp_path / f"{one.page}-{number}"
            path.write_text(one.text, encoding="utf-8")
            files.append(path)
    assert len(files) > 2
    # 2164: the systems whose script has a `cd` run it with -e.
    done = _run("shellcheck", "-s", shell, "-e", "SC2164", *files)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("block", "number"), _YAML, ids=[f"{block.page}-{number}" for block, number in _YAML]
)
def test_yaml_is_clean_and_of_its_vendors_schema(block: Block, number: int, tmp_path: Path) -> None:
    """yamllint; and the schema, where the vendor publishes one."""
    path = tmp_path / "block.yml"
    path.write_text(block.text, encoding="utf-8")
    done = _run("yamllint", "-s", "-d", _YAMLLINT, path)
    assert done.returncode == 0, done.stdout
    if block.page in SCHEMAS:
        (document,) = documents(block)
        assert _of_schema(SCHEMAS[block.page], _with_text_keys(document), tmp_path) == ""


_YAMLLINT = (
    "{extends: default, rules: {document-start: disable, line-length: disable, truthy: "
    "{check-keys: false}, comments: {min-spaces-from-content: 1}, indentation: "
    "{indent-sequences: consistent}}}"
)


def _with_text_keys(document: Any) -> Any:
    """YAML 1.1 reads the key `on` as true."""
    if isinstance(document, dict):
        return {"on" if key is True else key: value for key, value in document.items()}
    return document


@pytest.mark.parametrize(
    "page", ["github-actions", "azure-pipelines", "argo-cd", "tekton", "spinnaker", "harness"]
)
@pytest.mark.parametrize("part", [CURL, CLI])
def test_settings_reach_the_script(page: str, part: str) -> None:
    """These systems give a script only the variables that the file names."""
    for block in blocks(PAGES / f"{page}.md"):
        if block.part == part and block.language == "yaml" and "env" in block.text:
            used = set(_SETTING.findall(block.text)) - {"GONOGO_TIMEOUT"}
            given = set(re.findall(r"(?:name: )?(GONOGO_[A-Z_]+)(?::|\n)", block.text))
            assert used <= given
            assert used


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("github/action.yml", "github-actions"),
        ("circleci/orb.yml", "circle-ci"),
        ("azure-pipelines/gonogo.yml", "azure-pipelines"),
    ],
)
def test_a_ready_made_step_is_of_its_vendors_schema(path: str, schema: str, tmp_path: Path) -> None:
    """As it stands in the repository."""
    document = yaml.safe_load((INTEGRATIONS / path).read_text(encoding="utf-8"))
    assert _of_schema(schema, document, tmp_path) == ""


def test_the_component_uses_the_inputs_that_it_declares(tmp_path: Path) -> None:
    """And is of GitLab's schema once they are filled in."""
    text = (INTEGRATIONS / "gitlab/templates/gonogo.yml").read_text(encoding="utf-8")
    head, _, body = text.partition("---\n")
    inputs = yaml.safe_load(head)["spec"]["inputs"]
    assert set(re.findall(r"\$\[\[ inputs\.([\w-]+) \]\]", body)) == set(inputs)
    for name, given in inputs.items():
        body = body.replace(f"$[[ inputs.{name} ]]", str(given["default"]))
    assert _of_schema("gitlab-ci", yaml.safe_load(body), tmp_path) == ""


def test_the_task_uses_the_parameters_that_it_declares() -> None:
    """There is no schema of Tekton's to check it by."""
    text = (INTEGRATIONS / "tekton/gonogo.yaml").read_text(encoding="utf-8")
    task = yaml.safe_load(text)["spec"]
    assert set(re.findall(r"\$\(params\.(\w+)\)", text)) == {one["name"] for one in task["params"]}
    assert set(re.findall(r"\$\(results\.(\w+)\.path\)", text)) == {
        one["name"] for one in task["results"]
    }


@pytest.mark.parametrize("path", sorted(INTEGRATIONS.rglob("*.y*ml")), ids=lambda path: path.name)
def test_integrations_are_clean_yaml(path: Path) -> None:
    """yamllint."""
    done = _run("yamllint", "-s", "-d", _YAMLLINT, path)
    assert done.returncode == 0, done.stdout
