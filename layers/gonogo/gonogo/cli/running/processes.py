"""Runs tests in forked processes with threads in each: Python computes on one core a process.

Tests are handed out through one pipe that all workers read, four bytes a test, so whoever is free
takes the next; what ended comes back through one pipe a worker.
"""

from __future__ import annotations

import gc
import os
import pickle
import selectors
import signal
import struct
import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from gonogo.cli.running.job import Ended, Job
from gonogo.cli.running.threads import Work, work_in_threads

_NUMBER = struct.Struct("<I")
TICKETS_AHEAD = 8192
"""Tests handed out and not ended: their numbers fit a pipe, so handing out never waits."""


class ProcessPool:
    """`processes` workers with `side_by_side` tests in all."""

    def __init__(self, jobs: Sequence[Job], work: Work, side_by_side: int, processes: int) -> None:
        self._total, self._given = len(jobs), 0
        self._ready: deque[Ended] = deque()
        self._selector = selectors.DefaultSelector()
        self._children: list[int] = []
        tickets, self._hand_out = os.pipe()
        self._give(TICKETS_AHEAD)
        gc.freeze()  # what is here now is shared with the workers and never collected
        for number in range(processes):
            threads = side_by_side // processes + (number < side_by_side % processes)
            reader, writer = os.pipe()
            child = os.fork()
            if child == 0:
                if self._hand_out >= 0:
                    os.close(self._hand_out)
                _live(jobs, work, tickets, writer, threads)
            os.close(writer)
            self._children.append(child)
            self._selector.register(reader, selectors.EVENT_READ, bytearray())
        os.close(tickets)

    def next(self, timeout: float | None) -> Ended | None:
        """The next test that ended; None when all have, or when every worker is gone.

        `TimeoutError` if none did in time.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while not self._ready:
            if not self._selector.get_map():
                return None
            left = None if until is None else max(0.0, until - time.monotonic())
            events = self._selector.select(left)
            if not events and left is not None and time.monotonic() >= (until or 0.0):
                raise TimeoutError
            for key, _ in events:
                self._read(key)
        return self._ready.popleft()

    def cut_short(self) -> bool:
        """There is nothing that must be done in any case."""
        return False

    def stop(self) -> None:
        """End the workers, whatever they do."""
        for child in self._children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        for child in self._children:
            with suppress(ChildProcessError):
                os.waitpid(child, 0)
        self._children.clear()

    def _give(self, count: int) -> None:
        until = min(self._total, self._given + count)
        os.write(self._hand_out, b"".join(map(_NUMBER.pack, range(self._given, until))))
        self._given = until
        if until == self._total and self._hand_out >= 0:
            os.close(self._hand_out)
            self._hand_out = -1

    def _read(self, key: selectors.SelectorKey) -> None:
        buffer: bytearray = key.data
        data = os.read(key.fd, 1 << 16)
        if not data:
            self._selector.unregister(key.fd)
            os.close(key.fd)
            return
        buffer += data
        while len(buffer) >= _NUMBER.size:
            end = _NUMBER.size + _NUMBER.unpack_from(buffer)[0]
            if len(buffer) < end:
                return
            # Only what our own worker wrote into its pipe is read here.
            self._ready.append(pickle.loads(buffer[_NUMBER.size : end]))  # noqa: S301
            del buffer[:end]
            if self._given < self._total:
                self._give(1)


def _live(jobs: Sequence[Job], work: Work, tickets: int, writer: int, threads: int) -> NoReturn:
    """A worker's whole life; it leaves without the parent's exit handlers and buffers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    lock = threading.Lock()

    def take() -> int | None:
        number = os.read(tickets, _NUMBER.size)
        return _NUMBER.unpack(number)[0] if number else None

    def tell(ended: Ended) -> None:
        data = pickle.dumps(ended, pickle.HIGHEST_PROTOCOL)
        data = _NUMBER.pack(len(data)) + data
        with lock:
            while data:
                data = data[os.write(writer, data) :]

    code = 1
    try:
        work_in_threads(jobs, work, take, tell, threads)
        code = 0
    finally:
        os._exit(code)
