"""`gonogo run`: tests from files, on this machine, without a server."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gonogo.cli.options import BASE_URL, HEADER, PAIR, REPORT, SECONDS

if TYPE_CHECKING:
    from gonogo.cli.running.select import Wish

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("run")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--env", "environment", metavar="E", help="Environment, by name.")
@click.option("--var", "variables", type=PAIR, multiple=True, help="Initial variable; wins.")
@click.option(
    "--env-file", "env_files", metavar="FILE", type=FILE, multiple=True, help="Variables of a file."
)
@click.option(
    "--secret-env",
    "secret_names",
    metavar="NAME",
    multiple=True,
    help="Secret of that name, from the variable; NAME=VARIABLE if it is called otherwise.",
)
@click.option(
    "--secret-file",
    "secret_files",
    metavar="FILE",
    type=FILE,
    multiple=True,
    help="Secrets of a file.",
)
@click.option("--base-url", "base_url", metavar="URL", type=BASE_URL, help="Where to test.")
@click.option(
    "--header", "headers", metavar="'N: V'", type=HEADER, multiple=True, help="In every request."
)
@click.option("--data", metavar="FILE", type=FILE, help="CSV or JSON; each test once per row.")
@click.option("--repeat", type=click.IntRange(1, 10_000), metavar="N", default=1, help="N times.")
@click.option("--retry", type=click.IntRange(0, 100), metavar="N", default=0, help="Run again.")
@click.option(
    "--ca", "authorities", metavar="FILE", type=FILE, help="PEM authorities to trust too."
)
@click.option("--fail-fast", is_flag=True, help="Stop at the first test that does not pass.")
@click.option("--tag", "tags", metavar="T", multiple=True, help="Only with this tag; !T: without.")
@click.option("--test", "tests", metavar="NAME", multiple=True, help="Only this test.")
@click.option("--suite", "suites", metavar="S", multiple=True, help="Only this suite's tests.")
@click.option(
    "--report",
    "reports",
    type=REPORT,
    multiple=True,
    help="junit, json, tap, html or github, with =PATH; github alone: the step's summary.",
)
@click.option("--parallel", type=click.IntRange(1, 1000), metavar="N", help="Tests side by side.")
@click.option("--timeout", type=SECONDS, metavar="S", help="Seconds.")
@click.option("--watch", is_flag=True, help="Run again when a file changes; Ctrl-C ends.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of lines.")
@click.option("--verbose", is_flag=True, help="Requests, responses, curl lines.")
def run(
    *,
    files: tuple[Path, ...],
    reports: tuple[tuple[str, str], ...],
    parallel: int | None,
    timeout: float | None,
    as_json: bool,
    verbose: bool,
    fail_fast: bool,
    watch: bool,
    authorities: Path | None,
    secret_names: tuple[str, ...],
    secret_files: tuple[Path, ...],
    **given: Any,
) -> int:
    """Run the tests in FILE… (files, folders or patterns) on this machine.

    Exit code: 0 go, 1 no-go, 2 error (also: nothing was run), 3 timeout, 130 Ctrl-C.
    """
    from gonogo.cli.running.secrets import read_secrets
    from gonogo.cli.running.session import Manner, run_files

    if watch and as_json:
        raise click.UsageError("--watch has no end, so --json has no document.")
    manner = Manner(
        reports=reports,
        parallel=parallel,
        timeout=timeout,
        as_json=as_json,
        verbose=verbose,
        fail_fast=fail_fast,
        authorities=authorities,
    )

    def once() -> int:
        # Files of variables, secrets and rows are read anew at every round, too.
        wish = _wish(keep_results=bool(reports) or verbose, **given)
        secrets = read_secrets(secret_names, secret_files, os.environ)
        return run_files(files, wish, replace(manner, secrets=secrets))

    if not watch:
        return once()
    from gonogo.cli.running import watch as watching

    beside = (*given["env_files"], *secret_files, *filter(None, (given["data"],)))
    return watching.watch((*files, *beside), once)


def _wish(
    *,
    environment: str | None,
    variables: tuple[tuple[str, str], ...],
    env_files: tuple[Path, ...],
    base_url: str | None,
    headers: tuple[tuple[str, str], ...],
    data: Path | None,
    repeat: int,
    retry: int,
    tags: tuple[str, ...],
    tests: tuple[str, ...],
    suites: tuple[str, ...],
    keep_results: bool,
) -> Wish:
    """What to run, with what."""
    from gonogo.cli.running.given import read_rows, read_variables
    from gonogo.cli.running.select import Wish
    from gonogo.domain.terms import Overrides

    return Wish(
        suites=suites,
        tests=tests,
        tags=tags,
        environment=environment,
        variables=dict(variables),
        keep_results=keep_results,
        file_variables={k: v for path in env_files for k, v in read_variables(path).items()},
        rows=read_rows(data) if data else (),
        overrides=Overrides(base_url=base_url or "", headers=headers),
        repeat=repeat,
        retries=retry,
    )


COMMAND = run
