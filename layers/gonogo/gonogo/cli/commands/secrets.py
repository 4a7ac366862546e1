"""`gonogo secrets`: store, list and delete a project's secrets; nobody can read one again."""

from __future__ import annotations

import os
import sys

import click

from gonogo.cli.options import JSON, PROJECT


@click.group("secrets")
def secrets() -> None:
    """Store, list and delete a project's secrets. Needs GONOGO_KEY of role write."""


@secrets.command("set")
@click.argument("name", metavar="NAME")
@PROJECT
@click.option("--from-env", "variable", metavar="VARIABLE", help="Take the value from it.")
def set_secret(*, name: str, project: str, variable: str | None) -> int:
    """Create or change a secret. The value comes from standard input, or is asked for."""
    from gonogo.cli.client import connect
    from gonogo.domain.secret import check_name, check_value

    path = _path(project, check_name(name))
    value = check_value(_value(variable), "the value")
    connect().call("PUT", path, {"value": value})
    click.echo(f"The secret {name} is stored.")
    return 0


@secrets.command("list")
@PROJECT
@JSON
def list_secrets(*, project: str, as_json: bool) -> int:
    """Names, and when each was changed; never a value."""
    from gonogo.cli.client import connect
    from gonogo.cli.screen import clean, tell_json

    answer = connect().call("GET", _path(project))
    if as_json:
        tell_json(answer)
        return 0
    for secret in answer["secrets"]:
        click.echo(f"{secret['changed_at']}  {clean(secret['name'])}")
    return 0


@secrets.command("delete")
@click.argument("name", metavar="NAME")
@PROJECT
def delete_secret(*, name: str, project: str) -> int:
    """Forget a secret; runs that ask for it from now on are errored."""
    from gonogo.cli.client import connect

    connect().call("DELETE", _path(project, name))
    click.echo(f"The secret {name} is deleted.")
    return 0


def _path(project: str, *name: str) -> str:
    from gonogo.cli.client import address

    return address("projects", project, "secrets", *name)


def _value(variable: str | None) -> str:
    """The value: an argument would stand in the list of processes and in the shell's history."""
    from gonogo.cli.running.secrets import of_environment
    from gonogo.domain.secret import LONGEST

    if variable is not None:
        return of_environment(variable, os.environ, "--from-env")
    if sys.stdin.isatty():
        return str(click.prompt("Value", hide_input=True, err=True))
    # What is not UTF-8 becomes what no secret may hold, and one character more than it may have.
    text = sys.stdin.buffer.read(4 * LONGEST + 3).decode("utf-8", "surrogateescape")
    return text.removesuffix("\n").removesuffix("\r")


COMMAND = secrets
