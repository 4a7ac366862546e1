"""Twice-delivered messages and killed executors, on the deployed template."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
import requests

from gonogo.aws.clients import Clients
from tests.e2e.service import Receiver, Service
from tests.e2e.test_trigger_path import step, trigger_url

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def clients(service: Service) -> Clients:
    """Clients of the local AWS."""
    return Clients(
        endpoint_url=service.local["aws"]["endpoint"],
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def executors() -> set[int]:
    """The executor's worker processes that were started under this clone."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            variables = (process / "environ").read_bytes()
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        ours = str(Path.cwd()).encode() in command
        if ours and b"AWS_LAMBDA_FUNCTION_NAME=gonogo-ExecutorFunction" in variables:
            found.add(int(process.name))
    return found


def test_every_message_delivered_three_times_changes_nothing(
    service: Service, clients: Clients, receiver: Receiver, name: str
) -> None:
    """Each run is executed, counted and told once."""
    trigger = service.push(name, [step(service, f"/health?{name}")])
    sets = [{"n": str(number)} for number in range(10)]
    answer = requests.post(
        f"{service.base}/runscope/radar/{trigger}/batch?runscope_notification_url={receiver.url}",
        json=sets,
        timeout=30,
    )
    data = answer.json()["data"]
    for run in data["runs"] * 2:
        clients.sqs.send_message(
            QueueUrl=service.local["aws"]["QueueUrl"],
            MessageBody=json.dumps({"run": run["test_run_id"]}),
        )
    batch = service.batch(data["runs_id"])
    assert (batch["total"], batch["passed"], batch["verdict"]) == (10, 10, "go")
    receiver.wait(10)
    time.sleep(3)
    told = [body["test_run_id"] for body in receiver.bodies]
    assert sorted(told) == sorted(run["test_run_id"] for run in data["runs"])
    assert {run["attempt"] for run in batch["runs"]} == {1}


def test_a_killed_executors_run_is_started_once_more(service: Service, name: str) -> None:
    """SIGKILL in the middle of a run: within two minutes it runs again, and the batch is go."""
    slow = step(service, "/slow?ms=8000")
    trigger = service.push(name, [slow, step(service)])
    data = requests.get(trigger_url(service, trigger), timeout=30).json()["data"]
    (run,) = data["runs"]
    _wait_for(service, run["test_run_id"], "running")
    time.sleep(1)
    killed = time.monotonic()
    for process in executors():
        os.kill(process, signal.SIGKILL)
    batch = service.batch(data["runs_id"], within=150)
    assert time.monotonic() - killed < 120 + 15, "two minutes, and the run itself"
    (ended,) = batch["runs"]
    assert (ended["status"], ended["attempt"], batch["verdict"]) == ("passed", 2, "go")


def _wait_for(service: Service, run: str, status: str) -> dict[str, Any]:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        document: dict[str, Any] = service.get(f"/v1/runs/{run}").json()
        if document["status"] == status:
            return document
        time.sleep(0.1)
    raise AssertionError(f"the run {run} never was {status}")
