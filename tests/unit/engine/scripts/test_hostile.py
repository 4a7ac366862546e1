"""No script hangs, crashes or fills the process that runs it."""

from __future__ import annotations

import time

import pytest

from tests.hostile_scripts import ATTACKS
from tests.scripts import script

SECONDS = 0.4
SLACK = 1.5
"""For a busy machine; the bench measures the real excess."""


def test_there_are_enough_ideas() -> None:
    """The threats' page names 52."""
    assert len(ATTACKS) >= 52


@pytest.mark.parametrize("source", ATTACKS.values(), ids=ATTACKS)
def test_an_attack_ends_in_time_and_the_next_script_runs(source: str) -> None:
    started = time.monotonic()
    outcome = script(source, seconds=SECONDS)
    assert time.monotonic() - started < SECONDS + SLACK
    assert len(outcome.output) < 70_000
    assert len(outcome.error or "") < 5_000
    assert script("variables.set('a', 'b')").changes == {"a": "b"}


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("for(;;){}", "the script took longer than 0.4 s"),
        ("const a = []; for(;;) a.push(new Uint8Array(1e6))", "out of memory"),
        ("const f = () => Promise.resolve().then(f); f()", "the script's promises do not end"),
        ("function f(){ f() } f()", "Maximum call stack size exceeded"),
        ("variables.set('a', 'x'.repeat(1e5))", "at most 65536 characters in all"),
        ("for (let i = 0; i < 501; i++) variables.set('v' + i, '')", "at most 500 variables"),
        ("variables.set('n'.repeat(3000), '')", "at most 2048 characters"),
    ],
)
def test_the_limit_that_ended_a_script_is_told(source: str, reason: str) -> None:
    outcome = script(source, seconds=SECONDS if "longer" in reason else 5.0)
    assert not outcome.passed
    assert reason in (outcome.error or "")


def test_a_script_that_is_too_long_is_not_begun() -> None:
    assert script(" " * (1024 * 1024 + 1)).error == "the script is longer than 1 MB"
