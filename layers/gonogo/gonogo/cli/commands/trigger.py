"""`gonogo trigger`: start tests on a server, and wait for the verdict."""

from __future__ import annotations

import click

from gonogo.cli.options import PAIR, POLICY, SECONDS


@click.command("trigger")
@click.argument("target", metavar="TARGET")
@click.option("--wait", is_flag=True, help="Follow the runs to the verdict.")
@click.option("--timeout", type=SECONDS, metavar="S", help="Seconds.")
@click.option("--env", "environment", metavar="E", help="Environment, by name or id.")
@click.option("--var", "variables", type=PAIR, multiple=True, help="Initial variable; wins.")
@click.option(
    "--tag", "tags", metavar="T,…", multiple=True, help="Tests with all of these, '!T' without."
)
@click.option("--build", type=PAIR, multiple=True, help="A fact of the build: commit=f00d.")
@click.option("--policy", type=POLICY, multiple=True, help="What counts: min_pass_ratio=0.9.")
@click.option("--group", metavar="G", help="A name that starts share; see --supersede.")
@click.option("--supersede", is_flag=True, help="Cancel the group's older batches.")
@click.option("--idempotency-key", "key", metavar="K", help="Start once with it, in 24 hours.")
@click.option(
    "--report", "reports", type=PAIR, multiple=True, help="junit=out.xml or json=out.json."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of lines.")
def trigger(
    *,
    target: str,
    wait: bool,
    timeout: float | None,
    environment: str | None,
    variables: tuple[tuple[str, str], ...],
    tags: tuple[str, ...],
    build: tuple[tuple[str, str], ...],
    policy: tuple[tuple[str, object], ...],
    group: str | None,
    supersede: bool,
    key: str | None,
    reports: tuple[tuple[str, str], ...],
    as_json: bool,
) -> int:
    """Start TARGET on a server: a trigger URL, PROJECT, PROJECT/suite:NAME or PROJECT/test:NAME.

    Exit code: 0 go (or started, without --wait), 1 no-go, 2 error, 3 timeout, 130 Ctrl-C.
    """
    from gonogo.cli.following import Manner, follow
    from gonogo.cli.report import check_formats
    from gonogo.cli.starting import Asked, start

    if not wait and (timeout or reports):
        raise click.UsageError("--timeout and --report need --wait.")
    check_formats(reports, ("json", "junit"))
    manner = Manner(wait=wait, timeout=timeout, reports=reports, as_json=as_json)
    asked = Asked(
        environment=environment,
        variables=dict(variables),
        tags=tags,
        build=dict(build),
        group=group,
        supersede=supersede,
        policy=dict(policy),
        key=key,
    )
    return follow(*start(target, asked, wait), manner)


COMMAND = trigger
