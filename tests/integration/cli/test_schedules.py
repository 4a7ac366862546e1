"""Schedules on the command line: made, listed, paused, resumed and deleted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.integration.cli.processes import Gonogo
from tests.integration.cli.stack import Stack

SHOP = {
    "project": "shop",
    "tests": [{"name": "T", "steps": [{"url": "http://127.0.0.1:9/"}]}],
    "suites": [{"name": "smoke", "tests": ["T"]}],
}
WANTED = ("--project", "shop")


@pytest.fixture
def shop(stack: Stack) -> None:
    """A project on the server."""
    status = stack.reply(
        "POST",
        "/v1/definitions",
        json.dumps(SHOP),
        {"authorization": f"Bearer {stack.admin}", "content_type": "application/json"},
    )["statusCode"]
    assert status == 200


def listed(gonogo: Gonogo, stack: Stack) -> list[dict[str, Any]]:
    """What the server has."""
    done = gonogo("schedules", "list", *WANTED, "--json", **stack.env)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["schedules"]
    return found


def test_a_schedule_lives_on_the_command_line(gonogo: Gonogo, stack: Stack, shop: None) -> None:
    """Each verb does what it says, and a list tells when it starts next."""
    cron = ("--cron", "30 6 * * MON-FRI", "--timezone", "Europe/Berlin")
    done = gonogo(
        "schedules", "create", *WANTED, "--suite", "smoke", *cron, "--var", "a=1", **stack.env
    )
    assert done.returncode == 0, done.stderr
    id = done.stdout.strip()
    (made,) = listed(gonogo, stack)
    assert (made["id"], made["kind"], made["variables"]) == (id, "suite", {"a": "1"})
    shown = gonogo("schedules", "list", *WANTED, **stack.env).stdout
    assert f"{id}  at 30 6 * * MON-FRI Europe/Berlin  suite " in shown
    assert f"(next {made['next_at']})" in shown

    paused = gonogo("schedules", "pause", id, *WANTED, "--for", "2h", "--json", **stack.env)
    assert paused.returncode == 0, paused.stderr
    assert json.loads(paused.stdout)["resume_at"]
    assert "PAUSED" in gonogo("schedules", "list", *WANTED, **stack.env).stdout
    resumed = gonogo("schedules", "resume", id, *WANTED, **stack.env)
    assert resumed.returncode == 0, resumed.stderr
    assert not listed(gonogo, stack)[0]["paused"]

    gone = gonogo("schedules", "delete", id, *WANTED, **stack.env)
    assert (gone.returncode, listed(gonogo, stack)) == (0, [])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((), "--every or --cron"),
        (("--every", "1h", "--cron", "0 * * * *"), "--every or --cron"),
        (("--every", "2h"), "1m"),
        (("--every", "1h", "--suite", "a", "--test", "b"), "--suite or --test"),
        (("--every", "1h", "--suite", "nothing"), "no suite 'nothing'"),
        (("--cron", "0 0 13 * FRI"), "two schedules"),
    ],
)
def test_what_is_wrong_is_told_with_what_would_be_taken(
    gonogo: Gonogo, stack: Stack, shop: None, given: tuple[str, ...], told: str
) -> None:
    """By the command line, or by the server."""
    done = gonogo("schedules", "create", *WANTED, *given, **stack.env)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
