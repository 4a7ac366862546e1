"""`gonogo run`: tests from files, on this machine, without a server."""

from __future__ import annotations

from pathlib import Path

import click

from gonogo.cli.options import PAIR, REPORT


@click.command("run")
@click.argument(
    "files", metavar="FILE…", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
@click.option("--env", "environment", metavar="E", help="Environment, by name.")
@click.option("--var", "variables", type=PAIR, multiple=True, help="Initial variable; wins.")
@click.option("--tag", "tags", metavar="T", multiple=True, help="Only tests with this tag.")
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
@click.option("--timeout", type=click.FloatRange(0, min_open=True), metavar="S", help="Seconds.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of lines.")
@click.option("--verbose", is_flag=True, help="Also each test's environment.")
def run(
    *,
    files: tuple[Path, ...],
    environment: str | None,
    variables: tuple[tuple[str, str], ...],
    tags: tuple[str, ...],
    tests: tuple[str, ...],
    suites: tuple[str, ...],
    reports: tuple[tuple[str, str], ...],
    parallel: int | None,
    timeout: float | None,
    as_json: bool,
    verbose: bool,
) -> int:
    """Run the tests in FILE… (files or folders) on this machine.

    Exit code: 0 go, 1 no-go, 2 error (also: nothing was run), 3 timeout, 130 Ctrl-C.
    """
    from gonogo.cli.running.select import Wish
    from gonogo.cli.running.session import Manner, run_files

    wish = Wish(
        suites=suites,
        tests=tests,
        tags=tags,
        environment=environment,
        variables=dict(variables),
        keep_results=bool(reports),
    )
    manner = Manner(
        reports=reports, parallel=parallel, timeout=timeout, as_json=as_json, verbose=verbose
    )
    return run_files(files, wish, manner)


COMMAND = run
