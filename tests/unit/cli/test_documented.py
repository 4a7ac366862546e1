"""The reference page names what the command line really has."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from gonogo.cli import exits
from gonogo.cli.app import COMMANDS

PAGE = (Path(__file__).parents[3] / "docs/reference/cli.md").read_text(encoding="utf-8")


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
