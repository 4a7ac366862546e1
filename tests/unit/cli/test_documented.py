"""The reference page names what the command line really has, and no page more than that."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from gonogo.cli import exits
from gonogo.cli.app import COMMANDS
from tests.documented import commands_in

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/reference/cli.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("name", COMMANDS.names)
def test_every_command_is_documented(name: str) -> None:
    assert re.search(rf"### `gonogo [^`]*\b{name}\b", PAGE)


@pytest.mark.parametrize("name", COMMANDS.names)
def test_every_option_is_documented(name: str) -> None:
    command = COMMANDS[name]
    commands = command.commands.values() if isinstance(command, click.Group) else [command]
    options = [p for c in commands for p in c.params if isinstance(p, click.Option)]
    missing = [o for option in options for o in option.opts if o not in PAGE]
    assert missing == []


def test_exit_codes_are_documented() -> None:
    codes = {value for name, value in vars(exits).items() if name.isupper()}
    assert codes == {int(code) for code in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_tells_to_type_is_there(page: Path) -> None:
    """Every command and option; `COMMAND` is any, and `gonogo url:` a step of Jenkins."""
    for _, name, *words in commands_in(page, "gonogo"):
        if name in ("COMMAND", "url:"):
            continue
        command = COMMANDS[name]
        if isinstance(command, click.Group) and words:
            # `create | list | revoke ID` names several.
            command = command.commands[words[0]]
        known = {option for each in command.params for option in each.opts} | {"--help"}
        said = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert said <= known, (name, words)
