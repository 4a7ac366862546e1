"""Real processes: started apart, told from strangers, stopped with their children."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gonogo.local.place import Place
from gonogo.local.process import DidNotStart, Process, run, start

MARK = "gonogo-test-mark"
SLEEPS = f"import time; time.sleep(60)  # {MARK}"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPS}"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A place whose processes are gone afterwards."""
    place = Place(tmp_path, tmp_path / ".gonogo")
    yield place
    for record in place.home.glob("*.json"):
        process = Process.recalled(place, record.stem)
        if process:
            process.stop()


def _start(place: Place, code: str = SLEEPS, ready: bool = True) -> Process:
    command = [sys.executable, "-c", code]
    return start(
        place, "it", command, port=1, mark=MARK, ready=lambda: ready, env=os.environ, seconds=0.5
    )


def test_a_process_is_found_again_and_stopped(place: Place) -> None:
    """By the record alone, as the next command has it."""
    pid = _start(place).pid
    again = Process.recalled(place, "it")
    assert again
    assert (again.pid, again.alive()) == (pid, True)
    again.stop()
    assert not again.alive()


def test_a_stranger_with_the_recorded_pid_is_left_alone(place: Place) -> None:
    """Pids are given again; ours would be a stranger's."""
    place.remember("it", {"pid": os.getpid(), "port": 1, "mark": MARK})
    process = Process.recalled(place, "it")
    assert process
    assert not process.alive()
    process.stop()


def test_one_that_never_gets_ready_is_ended(place: Place) -> None:
    """And its record stays for whoever comes later, pointing at nothing alive."""
    with pytest.raises(DidNotStart):
        _start(place, ready=False)
    process = Process.recalled(place, "it")
    assert process
    assert not process.alive()


def test_one_that_dies_at_once_shows_its_log(place: Place) -> None:
    """The reason is in the message, not only in a file."""
    with pytest.raises(DidNotStart, match="no such thing"):
        _start(place, f"raise SystemExit('no such thing')  # {MARK}", ready=False)


def test_one_that_does_not_listen_is_killed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """SIGTERM first, then SIGKILL."""
    monkeypatch.setattr("gonogo.local.process.STOP_SECONDS", 0.3)
    process = _start(place, STUBBORN)
    time.sleep(0.3)
    process.stop()
    assert not process.alive()


def test_a_failed_command_shows_its_end(place: Place) -> None:
    """`sam` says at the end what was wrong."""
    with pytest.raises(DidNotStart, match="wrong parameter"):
        run(place, "deploy", [sys.executable, "-c", "exit('wrong parameter')"], os.environ)
