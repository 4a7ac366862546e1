"""`gonogo run --watch`: run, wait until a file changes, run again, until Ctrl-C."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from gonogo.cli.app import tell_error
from gonogo.cli.exits import ERROR, INTERRUPTED
from gonogo.cli.running.given import expand
from gonogo.cli.screen import choose_screen
from gonogo.errors import GonogoError, Invalid
from gonogo.services.define.files import definition_files

POLL_SECONDS = 0.4
"""Asking is cheap and works on every disk, mounted ones too, where notices of changes do not."""

State = Mapping[Path, tuple[int, int]]


def watch(paths: Sequence[Path], once: Callable[[], int]) -> int:
    """Call `once` now and after every change in the paths; returns when Ctrl-C is pressed."""
    screen = choose_screen()
    try:
        while True:
            before = state(paths)  # what changes while tests run is seen after them
            if _round(once) == INTERRUPTED:
                return INTERRUPTED
            count = len(before)
            screen.line(f"Watching {count} file{'' if count == 1 else 's'}; Ctrl-C ends.")
            _wait(paths, before)
            screen.line("")
    except KeyboardInterrupt:
        return INTERRUPTED


def _round(once: Callable[[], int]) -> int:
    """A file half written is no reason to end: it is told, and the next change is waited for."""
    try:
        return once()
    except GonogoError as error:
        tell_error(error)
        return ERROR


def _wait(paths: Sequence[Path], before: State) -> None:
    """Until something changed and then nothing for a moment: editors write in parts."""
    now = state(paths)
    while now == before:
        time.sleep(POLL_SECONDS)
        now = state(paths)
    last: State | None = None
    while now != last:
        time.sleep(POLL_SECONDS)
        last, now = now, state(paths)


def state(paths: Sequence[Path]) -> State:
    """When each file was written and how long it is; of a folder its definition files."""
    found = {}
    for path in _files(paths):
        try:
            status = path.stat()
        except OSError:
            continue  # gone between the look and the question
        found[path] = (status.st_mtime_ns, status.st_size)
    return found


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        try:
            matches = expand((path,))
        except Invalid:
            continue  # not there now; it may come
        for match in matches:
            if match.is_dir():
                yield from definition_files(match)
            else:
                yield match
