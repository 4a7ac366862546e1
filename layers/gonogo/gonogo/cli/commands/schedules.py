"""`gonogo schedules`: what of a project is started again and again, and when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import click

from gonogo.cli.options import JSON, PAIR, PROJECT

INTERVALS = ("1m", "5m", "15m", "30m", "1h", "6h", "1d", "7d")
_SPAN = re.compile(r"(\d{1,6})([mhd])")
_MINUTES = {"m": 1, "h": 60, "d": 1_440}


@click.group("schedules")
def schedules() -> None:
    """Start things again and again. Needs GONOGO_KEY of role write."""


@schedules.command("create")
@PROJECT
@click.option("--suite", metavar="S", help="Start this suite, not the whole project.")
@click.option("--test", metavar="T", help="Start this test, not the whole project.")
@click.option("--every", type=click.Choice(INTERVALS), help="At this interval.")
@click.option("--cron", metavar="'M H D M W'", help="By this cron expression.")
@click.option("--timezone", metavar="Z", help="Of --cron; UTC unless said.")
@click.option("--env", "environment", metavar="E", help="Environment, by name or id.")
@click.option("--var", "variables", type=PAIR, multiple=True, help="Initial variable; wins.")
@click.option("--note", metavar="TEXT", help="For people.")
@click.option("--at-once", is_flag=True, help="With --every: the first start is now.")
@JSON
def create(
    *,
    project: str,
    suite: str | None,
    test: str | None,
    every: str | None,
    cron: str | None,
    timezone: str | None,
    environment: str | None,
    variables: tuple[tuple[str, str], ...],
    note: str | None,
    at_once: bool,
    as_json: bool,
) -> int:
    """Start a project, a suite or a test at an interval or by cron."""
    from gonogo.cli.client import connect

    if suite and test:
        raise click.UsageError("Give --suite or --test, or neither for the whole project.")
    if bool(every) == bool(cron):
        raise click.UsageError("Give --every or --cron.")
    given = {
        "kind": "suite" if suite else "test" if test else "project",
        "target": suite or test,
        "interval": every,
        "cron": cron,
        "timezone": timezone,
        "environment": environment,
        "variables": dict(variables) or None,
        "note": note,
        "at_once": at_once or None,
    }
    body = {name: value for name, value in given.items() if value is not None}
    return _tell(connect().call("POST", _path(project), body, once=True), "made", as_json)


@schedules.command("list")
@PROJECT
@JSON
def list_schedules(*, project: str, as_json: bool) -> int:
    """Every schedule of a project, oldest first."""
    from gonogo.cli.client import connect
    from gonogo.cli.screen import clean, tell_json

    found = list(connect().pages(_path(project), "schedules"))
    if as_json:
        tell_json({"schedules": found})
        return 0
    for each in found:
        note = f"  {clean(each['note'])}" if each["note"] else ""
        what = f"{each['kind']} {clean(each['target'])}"
        click.echo(f"{each['id']}  {_when(each)}  {what}  ({_next(each)}){note}")
    return 0


@schedules.command("pause")
@click.argument("schedule", metavar="ID")
@PROJECT
@click.option("--until", metavar="TIME", help="It goes on by itself then: 2030-01-31T12:00:00Z.")
@click.option("--for", "span", metavar="SPAN", help="It goes on by itself after 30m, 2h, 1d.")
@JSON
def pause(
    *, schedule: str, project: str, until: str | None, span: str | None, as_json: bool
) -> int:
    """Start nothing, until it is resumed or its maintenance window ends."""
    from gonogo.cli.client import connect

    if until and span:
        raise click.UsageError("Give --until or --for.")
    body = {"paused": True, "resume_at": _after(span) if span else until}
    answer = connect().call("PATCH", _path(project, schedule), body)
    return _tell(answer, "paused", as_json)


@schedules.command("resume")
@click.argument("schedule", metavar="ID")
@PROJECT
@JSON
def resume(*, schedule: str, project: str, as_json: bool) -> int:
    """Go on; an interval is counted from now."""
    from gonogo.cli.client import connect

    body = {"paused": False, "resume_at": None}
    answer = connect().call("PATCH", _path(project, schedule), body)
    return _tell(answer, "resumed", as_json)


@schedules.command("delete")
@click.argument("schedule", metavar="ID")
@PROJECT
def delete(*, schedule: str, project: str) -> int:
    """Start nothing by it any more."""
    from gonogo.cli.client import connect

    connect().call("DELETE", _path(project, schedule))
    click.echo(f"The schedule {schedule} is deleted.")
    return 0


def _after(span: str) -> str:
    """The time that lies so far ahead."""
    from datetime import UTC, datetime, timedelta

    found = _SPAN.fullmatch(span)
    if not found:
        raise click.UsageError(f"--for takes a span such as 30m, 2h or 1d; {span!r} is none.")
    minutes = int(found[1]) * _MINUTES[found[2]]
    moment = datetime.now(UTC) + timedelta(minutes=minutes)
    return moment.isoformat(timespec="seconds")


def _tell(schedule: Mapping[str, Any], done: str, as_json: bool) -> int:
    from gonogo.cli.screen import tell_json

    if as_json:
        tell_json(schedule)
        return 0
    click.echo(f"The schedule is {done}: {_when(schedule)}, {_next(schedule)}.", err=True)
    click.echo(schedule["id"])
    return 0


def _when(schedule: Mapping[str, Any]) -> str:
    if schedule["interval"]:
        return f"every {schedule['interval']}"
    return f"at {schedule['cron']} {schedule['timezone']}"


def _next(schedule: Mapping[str, Any]) -> str:
    following = f"next {schedule['next_at']}" if schedule["next_at"] else "nothing follows"
    return f"PAUSED, {following}" if schedule["paused"] else following


def _path(project: str, *schedule: str) -> str:
    from gonogo.cli.client import address

    return address("projects", project, "schedules", *schedule)


COMMAND = schedules
