"""`gonogo rerun`: start a batch once more, or what of it did not pass."""

from __future__ import annotations

import click

from gonogo.cli.options import PAIR, SECONDS


@click.command("rerun")
@click.argument("batch", metavar="BATCH")
@click.option("--only-failed", is_flag=True, help="Leave out the runs that passed.")
@click.option("--wait", is_flag=True, help="Follow the runs to the verdict.")
@click.option("--timeout", type=SECONDS, metavar="S", help="Seconds.")
@click.option("--idempotency-key", "key", metavar="K", help="Start once with it, in 24 hours.")
@click.option(
    "--report", "reports", type=PAIR, multiple=True, help="junit=out.xml or json=out.json."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of lines.")
def rerun(
    *,
    batch: str,
    only_failed: bool,
    wait: bool,
    timeout: float | None,
    key: str | None,
    reports: tuple[tuple[str, str], ...],
    as_json: bool,
) -> int:
    """Start the runs of BATCH once more: an id as `gonogo trigger` prints it.

    Exit code: 0 go (or started, without --wait), 1 no-go, 2 error, 3 timeout, 130 Ctrl-C.
    """
    from gonogo.cli.following import Manner, follow
    from gonogo.cli.report import check_formats
    from gonogo.cli.starting import start_again

    if not wait and (timeout or reports):
        raise click.UsageError("--timeout and --report need --wait.")
    check_formats(reports, ("json", "junit"))
    client, started, skipped = start_again(batch, only_failed=only_failed, key=key)
    for test in skipped:
        click.echo(f"Not started: the test {test} is gone or disabled.", err=True)
    manner = Manner(wait=wait, timeout=timeout, reports=reports, as_json=as_json)
    return follow(client, started, manner)


COMMAND = rerun
