"""`python -m trust [ID …]`: measures the figures of trust and writes their page.

Each figure is measured in a process of its own, so that none sees what another left behind. Exits
with 1 when a bar does not hold.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import nullcontext
from dataclasses import asdict

import click

from trust import _page
from trust._all import figures
from trust._figure import Figure, Measured


@click.command()
@click.argument("ids", nargs=-1)
@click.option("--few", is_flag=True, help="As few cases as `make test`; the page stays as it is.")
@click.option("--planted", metavar="FAULT", help="With this fault in our code; to see it found.")
@click.option("--here", is_flag=True, hidden=True)
def main(ids: tuple[str, ...], few: bool, planted: str | None, here: bool) -> None:
    """Measure the figures named by IDS, or all."""
    # A process for one figure does not load what the others need.
    there = {figure.id: figure for figure in figures(ids[0] if here or planted else "")}
    if unknown := [id for id in ids if id not in there]:
        raise click.UsageError(f"no figure {', '.join(unknown)}; there are {', '.join(there)}")
    asked = [there[id] for id in ids or there]
    if here or planted:
        with asked[0].planted[planted]() if planted else nullcontext():
            found = asked[0].measure(asked[0].few if few else asked[0].many)
        click.echo(json.dumps(asdict(found)))
        return
    measured = {figure.id: _apart(figure, few) for figure in asked}
    if not few:
        _page.write(tuple(there.values()), measured)
    red = [id for id, found in measured.items() if not found.holds]
    click.echo(f"{len(measured) - len(red)} of {len(measured)} hold" + _named(red))
    sys.exit(1 if red else 0)


def _apart(figure: Figure, few: bool) -> Measured:
    command = [sys.executable, "-m", "trust", figure.id, "--here", *(["--few"] if few else [])]
    since = time.monotonic()
    found = _said(command, figure.seconds)
    words = "holds" if found.holds else "BROKEN"
    click.echo(
        f"{figure.id:4} {words:7} {time.monotonic() - since:6.1f} s  {figure.claim}: {found.figure}"
    )
    return found


def _said(command: list[str], seconds: float) -> Measured:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return Measured(figure=f"not done after {seconds:.0f} s", holds=False)
    if done.returncode:
        click.echo(done.stderr, err=True)
        return Measured(figure="the measurement itself failed", holds=False)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def _named(red: list[str]) -> str:
    return f"; not {', '.join(red)}" if red else ""


if __name__ == "__main__":
    main()
