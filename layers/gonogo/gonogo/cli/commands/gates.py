"""`gonogo gates`: which tests decide about which deployments, and what deployments were told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gonogo.cli.options import JSON, PROJECT

if TYPE_CHECKING:
    from gonogo.cli.client import Client

MATCH = click.option(
    "--match",
    "patterns",
    metavar="FIELD=PATTERN",
    multiple=True,
    help="As application=shop-*; repeatable.",
)


@click.group("gates")
def gates() -> None:
    """Say which tests decide about which deployments. Needs GONOGO_KEY of role admin.

    Only `list` is content with role read.
    """


@gates.command("list")
@PROJECT
@JSON
def list_gates(*, project: str, as_json: bool) -> int:
    """What is bound, and what deployments were told lately."""
    from gonogo.cli.client import connect
    from gonogo.cli.screen import tell_json

    client = connect()
    bindings = client.call("GET", _path(project, "bindings"))["bindings"]
    told = client.call("GET", _path(project))["gates"]
    if as_json:
        tell_json({"bindings": bindings, "gates": told})
        return 0
    names = _names(client, project, bindings)
    for each in bindings:
        _tell_binding(each, names)
    for each in told:
        _tell_gate(each)
    return 0


def _names(client: Client, project: str, bindings: list[dict[str, Any]]) -> dict[str, str]:
    """Of what bindings run, and where, by the ids that they hold."""
    from gonogo.cli.client import address

    lists = [
        f"{thing}s" for thing in ("suite", "test", "environment") if any(b[thing] for b in bindings)
    ]
    found = (
        each for name in lists for each in client.pages(address("projects", project, name), name)
    )
    return {each["id"]: each["name"] for each in found}


def _tell_binding(binding: dict[str, Any], names: dict[str, str]) -> None:
    from gonogo.cli.screen import clean

    said = {
        thing: f"{word} {clean(names.get(binding[thing], binding[thing]))}"
        for thing, word in (("suite", "suite"), ("test", "test"), ("environment", "in"))
        if binding[thing]
    }
    where = said.pop("environment", "")
    runs = " ".join(filter(None, ("runs", *(said.values() or ["the project"]), where)))
    note = f"  ({clean(binding['note'])})" if binding["note"] else ""
    click.echo(f"{binding['id']}  {binding['kind']}  {_words(binding['match'])}  {runs}{note}")


def _tell_gate(gate: dict[str, Any]) -> None:
    """What was asked, what it was told, why, and where more of it stands."""
    from gonogo.cli.screen import clean

    answer = f"{gate['answer'] or 'open':6} {gate['outcome']:5}"
    asked = f"{gate['kind']} {clean(_words(gate['subject']))}"
    click.echo(f"{gate['created_at']}  {answer} {asked}  {clean(gate['reason'], 200)}".rstrip())
    by = f"binding {gate['binding']}" if gate["binding"] else ""
    if more := ", ".join(filter(None, (by, gate["batch_url"]))):
        click.echo(f"  {more}")
    if gate["problem"]:
        click.echo(f"  telling failed: {clean(gate['problem'], 200)}")


@gates.command("bind")
@click.argument("kind", metavar="KIND")
@PROJECT
@MATCH
@click.option("--suite", metavar="S", help="Run this suite; else the whole project.")
@click.option("--test", metavar="T", help="Run this test.")
@click.option("--env", "environment", metavar="E", help="In this environment.")
@click.option("--var", "variables", metavar="K=V", multiple=True, help="Repeatable.")
@click.option("--note", metavar="TEXT", default="", help="For people.")
@JSON
def bind(
    *,
    kind: str,
    project: str,
    patterns: tuple[str, ...],
    suite: str | None,
    test: str | None,
    environment: str | None,
    variables: tuple[str, ...],
    note: str,
    as_json: bool,
) -> int:
    """Run tests for the deployments of KIND that match: codedeploy_hook, ecs_pause and so on."""
    from gonogo.cli.client import connect
    from gonogo.cli.screen import tell_json

    body: dict[str, Any] = {
        "kind": kind,
        "match": _pairs(patterns, "--match"),
        "suite": suite,
        "test": test,
        "environment": environment,
        "variables": _pairs(variables, "--var"),
        "note": note,
    }
    answer = connect().call("POST", _path(project, "bindings"), body)
    if as_json:
        tell_json(answer)
    else:
        bound = answer["binding"]
        click.echo(f"Bound {bound['kind']} {_words(bound['match'])}: {bound['id']}")
    return 0


@gates.command("unbind")
@click.argument("binding", metavar="ID")
@PROJECT
def unbind(*, binding: str, project: str) -> int:
    """Remove a binding; its deployments are told no from then on."""
    from gonogo.cli.client import connect

    connect().call("DELETE", _path(project, "bindings", binding))
    click.echo(f"The binding {binding} is removed.")
    return 0


@gates.command("test")
@click.argument("kind", metavar="KIND")
@MATCH
@JSON
def try_gate(*, kind: str, patterns: tuple[str, ...], as_json: bool) -> int:
    """Tell what would run for a deployment; nothing is started. Code 1 if it would be told no."""
    from gonogo.cli.client import connect
    from gonogo.cli.exits import GO, NO_GO
    from gonogo.cli.screen import tell_json

    body = {"kind": kind, "subject": _pairs(patterns, "--match")}
    answer = connect().call("POST", "/v1/gates/try", body)
    if as_json:
        tell_json(answer)
    elif answer["reason"]:
        click.echo(f"It would be told no at once: {answer['reason']}")
    else:
        bound, project = answer["binding"], answer["project"]["name"]
        click.echo(
            f"Binding {bound['id']} of project {project}: {answer['tests']} tests would run."
        )
    return NO_GO if answer["reason"] else GO


def _pairs(given: tuple[str, ...], option: str) -> dict[str, str]:
    from gonogo.errors import Invalid

    pairs = [text.partition("=") for text in given]
    for name, sign, _ in pairs:
        if not name or not sign:
            raise Invalid(f"{option} has no name and value.", field=option, accepted="NAME=VALUE")
    found = {name: value for name, _, value in pairs}
    if len(found) < len(pairs):
        raise Invalid(f"{option} names one thing twice.", field=option, accepted="each name once")
    return found


def _words(fields: dict[str, str]) -> str:
    return ",".join(f"{name}={value}" for name, value in fields.items()) or "everything"


def _path(project: str, *below: str) -> str:
    from gonogo.cli.client import address

    return address("projects", project, "gates", *below)


COMMAND = gates
