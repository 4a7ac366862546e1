"""Expressions in a process of its own, which is killed when an expression takes too long."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from gonogo.engine.expressions import Absent, evaluate

SECONDS = 1.0
"""Longest evaluation."""
START_SECONDS = 15.0
"""Longest start of the process, on a machine that is busy."""
MEMORY = 1024 * 1024 * 1024
"""Bytes of address space that the process may use."""
MAX_ANSWER = 16 * 1024 * 1024
"""Bytes of what an expression may find: nodes that lie in each other repeat the document."""

_LENGTHS = struct.Struct(">II")
_LENGTH = struct.Struct(">I")
_READY = b"\x01"
# The child gets our import path: it must find this very package, wherever and however it lies.
_PATH = [str(Path(__file__).parents[2]), *sys.path]
_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from gonogo.engine import worker"


class WorkerProcess:
    """Evaluates in one child process, started on first use and again after it was killed.

    Threads may share it; they take turns.
    """

    def __init__(
        self, *, seconds: float = SECONDS, environment: Mapping[str, str] | None = None
    ) -> None:
        """`environment`: the child's variables; None leaves it those of this process."""
        self._seconds = seconds
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def evaluate(self, language: str, document: bytes, *texts: str | None) -> object:
        """What is found, or an `Absent`; within the time limit."""
        question = json.dumps([language, *texts]).encode()
        with self._lock:
            return self._ask(question, document)

    def close(self) -> None:
        """End the child, if there is one."""
        with self._lock:
            self._end()

    def _ask(self, question: bytes, document: bytes) -> object:
        process = self._running()
        if process is None or process.stdin is None or process.stdout is None:
            return Absent("the process for expressions did not start", fault=True)
        with _Killer(process, self._seconds) as killer:
            try:
                process.stdin.write(_LENGTHS.pack(len(question), len(document)))
                process.stdin.write(question)
                process.stdin.write(document)
                process.stdin.flush()
                answer = _read_answer(process.stdout)
            except (OSError, ValueError):
                answer = None
        if answer is None or killer.fired:
            self._end()
            took = f"took longer than {self._seconds:g} s" if killer.fired else "ended its process"
            return Absent(f"the expression {took}", fault=True)
        return answer[1] if answer[0] == "found" else Absent(answer[1], answer[0] == "fault")

    def _running(self) -> subprocess.Popen[bytes] | None:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        process = subprocess.Popen(  # noqa: S603 -- our own interpreter and our own code
            [sys.executable, "-S", "-c", f"{_START}; worker.serve()", json.dumps(_PATH)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self._environment,
        )
        self._process = process
        with _Killer(process, START_SECONDS):
            ready = process.stdout.read(1) if process.stdout else b""
        if ready != _READY:
            self._end()
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            try:
                if pipe:
                    pipe.close()
            except OSError:
                continue  # What was still buffered has nobody to go to.


class _Killer:
    """Kills a process after a while, unless left before."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.fired = False
        self._process = process
        self._timer = threading.Timer(seconds, self._fire)
        self._timer.daemon = True

    def _fire(self) -> None:
        self.fired = True
        self._process.kill()

    def __enter__(self) -> _Killer:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _read_answer(pipe: IO[bytes]) -> tuple[str, str] | None:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    body = pipe.read(size)
    return tuple(json.loads(body)) if len(body) == size else None


def serve() -> None:
    """The child: answers questions from its input until that ends."""
    _limit_memory()
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    answers.write(_READY)
    answers.flush()
    while head := questions.read(_LENGTHS.size):
        question_size, document_size = _LENGTHS.unpack(head)
        language, *texts = json.loads(questions.read(question_size))
        body = _told(evaluate(language, questions.read(document_size), *texts))
        answers.write(_LENGTH.pack(len(body)) + body)
        answers.flush()


def _told(value: object) -> bytes:
    if isinstance(value, Absent):
        return json.dumps(["fault" if value.fault else "absent", value.why]).encode()
    try:
        body = json.dumps(["found", value]).encode()
    except (RecursionError, ValueError):
        return _told(Absent("what it found is nested too deeply", fault=True))
    if len(body) > MAX_ANSWER:
        return _told(Absent(f"it found more than {MAX_ANSWER} bytes", fault=True))
    return body


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return  # Not on every system; the time limit holds anyway.
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
