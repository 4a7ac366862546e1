"""`gonogo status`: what of the local stack runs, or what a deployment's use costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from gonogo.cli.options import JSON, SECONDS


@click.command("status")
@JSON
@click.option("--cost", is_flag=True, help="What the use of the server's projects costs on AWS.")
@click.option(
    "--days", type=click.IntRange(1, 366), help="With --cost: of how many; 30 unless said."
)
@click.option(
    "--answer", "target", type=SECONDS, help="With --cost: seconds that tested APIs take; 0.2."
)
def status(*, as_json: bool, cost: bool, days: int | None, target: float | None) -> int:
    """Show each part of the local stack: running with its address, or stopped.

    With --cost an estimate for the server that GONOGO_URL names: what the key's projects used in
    the last days, times what AWS charges. docs/reference/cost.md has the formula.
    """
    from gonogo.cli.screen import tell_json

    if cost:
        return _cost(days or 30, target, as_json)
    if days or target:
        raise click.UsageError("--days and --answer need --cost.")
    from gonogo.local import status as found

    parts = found()
    if as_json:
        tell_json(parts)
    else:
        for name, state in parts.items():
            click.echo(f"{name:12} {state}")
    return 0


def _cost(days: int, target: float | None, as_json: bool) -> int:
    from gonogo.cli.client import connect
    from gonogo.cli.costing import TARGET_SECONDS, Load, dollars, of_load, of_month
    from gonogo.cli.screen import tell_json

    used = _used(connect(), days)
    load = Load(used["batches"], used["runs"], used["requests"], target or TARGET_SECONDS)
    use = dollars(of_load(load))
    month = {name: found * days / 30 for name, found in dollars(of_month()).items()}
    whole = sum(use.values()) + sum(month.values())
    if as_json:
        tell_json({"days": days, "used": used, "use": use, "idle": month, "dollars": whole})
        return 0
    said = ", ".join(f"{used[name]:,} {name}" for name in ("batches", "runs", "requests"))
    click.echo(f"In {days} days {used['projects']} projects used {said}.")
    _tell("for what ran", use)
    _tell("whatever runs", month)
    click.echo(f"${whole:,.2f} in all, by measured counts and list prices, free tiers left out.")
    return 0


def _tell(why: str, costs: Mapping[str, float]) -> None:
    from gonogo.cli.costing.prices import PRICES

    for name, dollars in sorted(costs.items(), key=lambda each: -each[1]):
        if dollars >= 0.00005:
            click.echo(f"{dollars:10.4f} $  {PRICES[name].what}")
    click.echo(f"{sum(costs.values()):10.4f} $  {why}")


def _used(client: Any, days: int) -> dict[str, int]:
    """What all projects of the key used together."""
    from datetime import UTC, datetime, timedelta

    from gonogo.cli.client import address

    last = datetime.now(UTC).date()
    span = {"from": last - timedelta(days=days - 1), "to": last}
    total = {"projects": 0, "batches": 0, "runs": 0, "requests": 0}
    for project in client.pages(address("projects"), "projects"):
        found = client.call("GET", address("projects", project["id"], "usage"), **span)["total"]
        total = {name: count + found.get(name, 0) for name, count in total.items()}
        total["projects"] += 1
    return total


COMMAND = status
