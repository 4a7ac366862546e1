"""The process that evaluates users' expressions is given none of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from gonogo import wiring
from tests.aws_stack import aws_stack
from tests.fakes import FakeClock, FakeHttp


def test_the_worker_of_the_executor_has_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that is broken into finds nothing to take."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "planted-canary")
    with aws_stack(FakeClock(), FakeHttp()) as stack:
        worker = wiring.execution(stack.parts).expressions
        try:
            assert worker.evaluate("xpath", b"<a>1</a>", None, "string(/a)") == "1"
            (child,) = _children()
            assert b"planted-canary" not in (child / "environ").read_bytes()
        finally:
            worker.close()


def _children() -> list[Path]:
    """Processes that this one started and that evaluate expressions."""
    tasks = Path("/proc/self/task").glob("*/children")
    pids = {pid for task in tasks for pid in task.read_text().split()}
    processes = [Path("/proc") / pid for pid in pids]
    return [p for p in processes if b"worker.serve" in (p / "cmdline").read_bytes()]
