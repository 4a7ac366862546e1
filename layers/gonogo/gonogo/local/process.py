"""Processes of the local stack: started apart from this one, known by pid, stopped by pid."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gonogo.errors import GonogoError
from gonogo.local.place import Place

STOP_SECONDS = 5.0

# Children outlive this process on purpose; one let go of while it runs would be complained about.
_children: list[subprocess.Popen[bytes]] = []


class DidNotStart(GonogoError):
    """A process ended, or did not get ready in time."""

    code = "did_not_start"


@dataclass(frozen=True, slots=True)
class Process:
    """One recorded process: pid, port, and a word of its command line that proves it ours."""

    name: str
    pid: int
    port: int
    mark: str

    @classmethod
    def recalled(cls, place: Place, name: str) -> Process | None:
        """The process that a former command recorded, whether or not it still runs."""
        record = place.recall(name)
        try:
            return cls(name, int(record["pid"]), int(record["port"]), str(record["mark"]))
        except (KeyError, TypeError, ValueError):
            return None

    def alive(self) -> bool:
        """Whether the pid is still this process: numbers are given again to others."""
        return self.mark in _command_line(self.pid)

    def stop(self) -> None:
        """End it and the children in its group: politely, then not."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            if not self.alive():
                return
            _signal_group(self.pid, sign)
            _until(lambda: not self.alive(), STOP_SECONDS)


def start(
    place: Place,
    name: str,
    command: Sequence[str],
    *,
    port: int,
    mark: str,
    ready: Callable[[], bool],
    env: Mapping[str, str],
    seconds: float = 30.0,
    facts: Mapping[str, Any] | None = None,
) -> Process:
    """Start a command that outlives this one, record it, and wait until it is ready."""
    with place.log(name).open("ab") as log:
        child = subprocess.Popen(  # noqa: S603 - our own programs, our own arguments
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=dict(env),
            cwd=place.root,
            start_new_session=True,
        )
    _children.append(child)
    process = Process(name, child.pid, port, mark)
    # Recorded before it is ready: who interrupts this must still find it to stop it.
    place.remember(name, {**(facts or {}), "pid": child.pid, "port": port, "mark": mark})

    def settled() -> bool:
        # The kernel shows a fresh process's command line a moment late.
        return child.poll() is not None or (process.alive() and ready())

    if not _until(settled, seconds) or child.poll() is not None:
        process.stop()
        child.wait()
        raise DidNotStart(f"{name} did not start:\n{tail(place.log(name))}")
    return process


def run(place: Place, name: str, command: Sequence[str], env: Mapping[str, str]) -> None:
    """Run a command to its end, its output in a log; `DidNotStart` shows the log's end."""
    path = place.log(name)
    with path.open("wb") as log:
        ended = subprocess.run(  # noqa: S603 - our own programs, our own arguments
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=dict(env),
            cwd=place.root,
            check=False,
        )
    if ended.returncode:
        raise DidNotStart(f"{name} failed (see {path}):\n{tail(path)}")


def tail(path: Path, lines: int = 25) -> str:
    """The end of a log."""
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


def _until(true: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


def _signal_group(pid: int, sign: signal.Signals) -> None:
    try:
        os.killpg(pid, sign)
    except ProcessLookupError:
        return


def _command_line(pid: int) -> str:
    """The command line of a pid, empty once it ended; a zombie has ended too."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return ""
    listed = subprocess.run(  # noqa: S603
        ["ps", "-p", str(pid), "-o", "command="],  # noqa: S607 - where there is no /proc
        capture_output=True,
        text=True,
        check=False,
    )
    return listed.stdout
