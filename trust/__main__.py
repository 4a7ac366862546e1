"""`python -m trust [ID …]`: measures the figures of trust and writes their page.

Then each fault is planted, one at a time, and must turn its figure red. Exits with 1 when a bar
does not hold or a fault is not found.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from contextlib import nullcontext
from dataclasses import asdict

import click

from trust import _apart, _page
from trust._all import figures
from trust._figure import Figure, Measured
from trust._page import Row


@click.command()
@click.argument("ids", nargs=-1)
@click.option("--few", is_flag=True, help="As few cases as `make test`; the page stays as it is.")
@click.option("--planted", metavar="FAULT", help="With this fault in our code; to see it found.")
@click.option("--here", is_flag=True, hidden=True)
def main(ids: tuple[str, ...], few: bool, planted: str | None, here: bool) -> None:
    """Measure the figures named by IDS, or all."""
    if (here or planted) and len(ids) != 1:
        raise click.UsageError("name the one figure to see a fault in")
    # A process for one figure does not load what the others need.
    there = {figure.id: figure for figure in figures(ids[0] if here or planted else "")}
    if unknown := [id for id in ids if id not in there]:
        raise click.UsageError(f"no figure {', '.join(unknown)}; there are {', '.join(there)}")
    asked = [there[id] for id in ids or there]
    if planted and planted not in asked[0].planted:
        raise click.UsageError(f"no fault {planted!r}; there are {', '.join(asked[0].planted)}")
    if here or planted:
        with asked[0].planted[planted]() if planted else nullcontext():
            measured = asked[0].measure(asked[0].few if few else asked[0].many)
        click.echo(json.dumps(asdict(measured)))
        return
    found = Counter[str]()
    for figure in asked:
        row = _row(figure, few)
        if not few:
            _page.write(tuple(there.values()), row)
        found[row.word] += 1
    click.echo(", ".join(f"{count} {word}" for word, count in found.items()))
    sys.exit(1 if found["broken"] else 0)


def _row(figure: Figure, few: bool) -> Row:
    since = time.monotonic()
    planted = () if few else tuple(figure.planted)
    try:
        found = _apart.measured(figure, few=few)
        row = Row(figure, found, tuple(f for f in planted if not _apart.found(figure, f)))
    except _apart.Broken as error:
        click.echo(f"{figure.id}: {error}", err=True)
        row = Row(figure, Measured(figure=str(error).partition(":")[0], holds=False), planted)
    took = time.monotonic() - since
    click.echo(f"{figure.id:4} {row.word:12} {took:6.1f} s  {figure.claim}: {row.found.figure}")
    for fault in row.missed:
        click.echo(f"{figure.id:4} does not see the fault: {fault}")
    return row


if __name__ == "__main__":
    main()
