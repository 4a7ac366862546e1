"""`gonogo webhooks`: whom a project's outcomes are told to, and what became of telling."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from gonogo.cli.options import JSON, PROJECT

if TYPE_CHECKING:
    from gonogo.cli.client import Client

EVENTS = ("batch.finished", "run.finished", "batch.started")
WHENS = ("always", "no-go", "change")
TRIAL_SECONDS = 90.0
"""The reporter is woken at once, or within the janitor's minute."""


@click.group("webhooks")
def webhooks() -> None:
    """Tell a project's outcomes to others. Needs GONOGO_KEY of role write."""


@webhooks.command("create")
@PROJECT
@click.option(
    "--kind", default="webhook", show_default=True, help="webhook, slack, github or empirical."
)
@click.option("--set", "settings", metavar="NAME=VALUE", multiple=True, help="A setting: url=…")
@click.option("--set-env", "hidden", metavar="NAME=VARIABLE", multiple=True, help="From it.")
@click.option("--event", "events", type=click.Choice(EVENTS), multiple=True, help="May repeat.")
@click.option("--when", type=click.Choice(WHENS), default="always", show_default=True)
@click.option("--format", "format_", default="native", show_default=True, help="In whose words.")
@click.option("--name", default="", help="For people.")
@JSON
def create(
    *,
    project: str,
    kind: str,
    settings: tuple[str, ...],
    hidden: tuple[str, ...],
    events: tuple[str, ...],
    when: str,
    format_: str,
    name: str,
    as_json: bool,
) -> int:
    """Make a webhook. The secret that it signs with is shown this once.

    What is secret of its settings (a token, Slack's address) comes from a variable of the
    environment by --set-env: arguments are seen by others.
    """
    from gonogo.cli.client import connect

    body: dict[str, object] = {"kind": kind, "settings": _settings(settings, hidden), "when": when}
    body |= {"events": list(events)} if events else {}
    body |= {"name": name} if name else {}
    body |= {"format": format_} if format_ != "native" else {}
    _tell_secret(connect().call("POST", _path(project), body, once=True), "Made", as_json)
    return 0


@webhooks.command("list")
@PROJECT
@JSON
def list_webhooks(*, project: str, as_json: bool) -> int:
    """Every webhook of a project, oldest first."""
    from gonogo.cli.client import connect
    from gonogo.cli.screen import clean, tell_json

    answer = connect().call("GET", _path(project))
    if as_json:
        tell_json(answer)
        return 0
    for hook in answer["webhooks"]:
        place = hook["settings"].get("url") or hook["settings"].get("repository") or ""
        state = "enabled" if hook["enabled"] else f"DISABLED: {hook['disabled_reason']}"
        failing = f", {hook['failures']} failures in a row" if hook["failures"] else ""
        said = f"{hook['kind']:8} {clean(hook['name'])} {clean(place)}"
        click.echo(f"{hook['id']}  {said}  ({hook['when']}; {clean(state)}{failing})")
    return 0


@webhooks.command("enable")
@click.argument("webhook", metavar="ID")
@PROJECT
def enable(*, webhook: str, project: str) -> int:
    """Tell a disabled webhook again; its failures are forgotten."""
    from gonogo.cli.client import connect

    connect().call("PATCH", _path(project, webhook), {"enabled": True})
    click.echo(f"The webhook {webhook} is enabled.")
    return 0


@webhooks.command("rotate")
@click.argument("webhook", metavar="ID")
@PROJECT
@click.option("--overlap", type=int, metavar="SECONDS", help="The old one signs too; a day.")
@JSON
def rotate(*, webhook: str, project: str, overlap: int | None, as_json: bool) -> int:
    """Give a webhook a new secret, shown this once."""
    from gonogo.cli.client import connect

    body = {} if overlap is None else {"overlap": overlap}
    made = connect().call("POST", _path(project, webhook, "rotate"), body, once=True)
    _tell_secret(made, "Rotated", as_json)
    return 0


@webhooks.command("delete")
@click.argument("webhook", metavar="ID")
@PROJECT
def delete(*, webhook: str, project: str) -> int:
    """Tell a webhook nothing more."""
    from gonogo.cli.client import connect

    connect().call("DELETE", _path(project, webhook))
    click.echo(f"The webhook {webhook} is deleted.")
    return 0


@webhooks.command("test")
@click.argument("webhook", metavar="ID")
@PROJECT
@JSON
def test(*, webhook: str, project: str, as_json: bool) -> int:
    """Send an event that means nothing, and tell what came of it; 1 if it did not arrive."""
    from gonogo.cli.client import connect

    client = connect()
    trial = client.call("POST", _path(project, webhook, "test"), once=True)
    return _tell_deliveries([_over(client, trial)], as_json)


@webhooks.command("deliveries")
@click.argument("webhook", metavar="[ID]", required=False)
@click.option("--project", metavar="P", help="Id or name; with ID.")
@click.option("--batch", metavar="B", help="What was told about a batch and its runs.")
@click.option("--run", metavar="R", help="What was told about a run.")
@JSON
def deliveries(
    *, webhook: str | None, project: str | None, batch: str | None, run: str | None, as_json: bool
) -> int:
    """What was told, newest first, with every attempt; 1 if some did not arrive."""
    from gonogo.cli.client import address, connect

    given = [bool(webhook and project), bool(batch), bool(run)]
    if given.count(True) != 1 or bool(webhook) != bool(project):
        raise click.UsageError("Give a webhook's ID and --project, or --batch, or --run.")
    if webhook and project:
        path = _path(project, webhook, "deliveries")
    elif batch:
        path = address("batches", batch, "deliveries")
    else:
        path = address("runs", run or "", "deliveries")
    answer = connect().call("GET", path)
    return _tell_deliveries(answer["deliveries"], as_json)


@webhooks.command("redeliver")
@click.argument("delivery", metavar="DELIVERY")
@JSON
def redeliver(*, delivery: str, as_json: bool) -> int:
    """Send something again with the same id, and tell what came of it; 1 if it did not arrive."""
    from gonogo.cli.client import address, connect

    client = connect()
    again = client.call("POST", address("deliveries", delivery, "redeliver"), once=True)
    return _tell_deliveries([_over(client, again)], as_json)


def _over(client: Client, delivery: Mapping[str, Any]) -> Mapping[str, Any]:
    """The delivery once it was tried again, or as it is when patience ends."""
    from gonogo.cli.client import address

    before, until = len(delivery["attempts"]), time.monotonic() + TRIAL_SECONDS
    found = delivery
    while len(found["attempts"]) <= before and time.monotonic() < until:
        time.sleep(0.5)
        found = client.call("GET", address("deliveries", delivery["id"]))
        if before and found["attempts"] and found["attempts"][-1] != delivery["attempts"][-1]:
            break  # the log keeps the newest twenty only
    return found


def _tell_deliveries(found: list[Mapping[str, Any]], as_json: bool) -> int:
    from gonogo.cli.screen import clean, tell_json

    failed = any(each["state"] == "given_up" or _failing(each) for each in found)
    if as_json:
        tell_json({"deliveries": found})
        return int(failed)
    for each in found:
        again = f", again at {each['next_attempt_at']}" if _failing(each) else ""
        to = each["address"] or f"webhook {each['webhook']}"
        click.echo(f"{each['id']}  {each['event']} to {clean(to)}: {each['state']}{again}")
        for attempt in each["attempts"]:
            said = attempt["status"] or clean(attempt["problem"] or "")
            answer = f": {clean(attempt['answer'])[:80]}" if attempt["answer"] else ""
            click.echo(f"  {attempt['at']}  {said}{answer}")
    return int(failed)


def _failing(delivery: Mapping[str, Any]) -> bool:
    return delivery["state"] == "waiting" and bool(delivery["attempts"])


def _settings(shown: tuple[str, ...], hidden: tuple[str, ...]) -> dict[str, str]:
    """Settings as they are given, and those that variables of the environment hold."""
    found = _pairs(shown, "--set")
    for name, variable in _pairs(hidden, "--set-env").items():
        if variable not in os.environ:
            raise click.UsageError(f"--set-env {name}: there is no variable {variable!r}.")
        found[name] = os.environ[variable]
    return found


def _pairs(given: tuple[str, ...], option: str) -> dict[str, str]:
    pairs = [each.partition("=") for each in given]
    for name, equals, _ in pairs:
        if not name or not equals:
            raise click.UsageError(f"{option} takes a name, = and a value; {name!r} is none.")
    return {name: value for name, _, value in pairs}


def _tell_secret(made: Mapping[str, Any], done: str, as_json: bool) -> None:
    from gonogo.cli.screen import tell_json

    if as_json:
        tell_json(made)
        return
    hook = made["webhook"]
    click.echo(f"{done} the {hook['kind']} {hook['id']}.", err=True)
    if made["secret"] is None:
        click.echo(hook["id"])
        return
    click.echo("It signs with this secret, shown this once:", err=True)
    click.echo(made["secret"])


def _path(project: str, *webhook: str) -> str:
    from gonogo.cli.client import address

    return address("projects", project, "webhooks", *webhook)


COMMAND = webhooks
