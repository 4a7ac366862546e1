"""The lines that the guide to starting shows do what it says, with real curl over HTTP."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.cli.stack import Stack, serving

PAGE = (Path(__file__).parents[2] / "docs/guide/starting.md").read_text(encoding="utf-8")
BY_NAME, REPEATED, COMPLETION = re.findall(r"```shell\n(.*?)```", PAGE, re.DOTALL)
DOCUMENT = {
    "project": "orders",
    "tests": [
        {"name": "Good", "tags": ["smoke"], "steps": [{"type": "pause", "duration": 1}]},
        {"name": "Slow", "tags": ["smoke", "slow"], "steps": [{"type": "pause", "duration": 1}]},
    ],
}


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """The real handlers on AWS in memory behind HTTP."""
    with serving() as stack:
        yield stack


def run(stack: Stack, script: str, **given: str) -> subprocess.CompletedProcess[str]:
    """The script as a shell runs it."""
    environment = {"PATH": os.environ["PATH"], **stack.env, **given}
    return subprocess.run(  # noqa: S603 - a script of our own page
        ["bash", "-eo", "pipefail", "-c", script],  # noqa: S607
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture(scope="module")
def trigger(stack: Stack) -> str:
    """The project's trigger URL."""
    from gonogo.domain.commands import Push, Pushed

    pushed = stack.deployment.ask(Push(key=stack.admin, document=DOCUMENT))
    assert isinstance(pushed, Pushed)
    return f"{stack.base}/v1/triggers/{pushed.project.trigger}"


def test_the_start_by_name_selects_and_is_done_once(stack: Stack, trigger: str) -> None:
    """The same line twice is one batch, of the one test that fits."""
    first, again = (run(stack, BY_NAME) for _ in range(2))
    assert first.returncode == 0, first.stderr
    assert first.stdout == again.stdout
    assert '"total":1' in first.stdout


def test_the_repeated_line_starts_once(stack: Stack, trigger: str) -> None:
    """Though the gateway loses two answers."""
    before = _batches(stack)
    stack.losses = 2
    done = run(stack, REPEATED, BUILD_ID="b-7", GONOGO_TRIGGER_URL=trigger)
    assert done.returncode == 0, done.stderr
    assert _batches(stack) == before + 1


def test_the_exit_code_of_the_last_line_is_the_verdict(stack: Stack, trigger: str) -> None:
    """It waits until somebody ends the runs; nothing that was judged is no go."""
    started = run(stack, REPEATED, BUILD_ID="b-8", GONOGO_TRIGGER_URL=trigger)
    (batch,) = re.findall(r'"batch":\{"id":"([^"]+)"', started.stdout)
    done = run(stack, COMPLETION, BATCH=batch)
    assert (done.returncode, done.stdout.strip()) == (1, "false"), done.stderr


def _batches(stack: Stack) -> int:
    items = stack.deployment.clients.dynamodb.scan(TableName="runs")["Items"]
    return sum(item["sk"]["S"] == "BATCH" for item in items)
