"""An action with an output artifact gets the report of its runs there, as the pipeline wants it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from gonogo.local.planes.codepipeline import STORE, Action, object_of
from gonogo.local.planes.server import Fault
from tests.gate_world import GateWorld, gate_world

KEY = "arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555"
RECORDED = Path(__file__).parents[2] / "events" / "codepipeline" / "job_with_output_artifact.json"


@pytest.fixture
def world() -> Iterator[GateWorld]:
    with gate_world() as found:
        yield found


def an_action(world: GateWorld, way: str, key: str = KEY) -> Action:
    """One with an output artifact, run to its end."""
    if way == "worker":
        settings, kind = {"Project": "orders"}, "custom"
    else:
        told = json.dumps({"project": "orders", "mode": way})
        settings, kind = {"UserParameters": told}, "lambda"
    action = world.pipeline(kind, configuration=settings, outputs=("Report",), key=key)
    world.advance()
    world.minutes(1)
    world.work()
    world.minutes(1)
    assert action.over
    return action


def stored(world: GateWorld, action: Action) -> ElementTree.Element:
    """The report in its archive."""
    content = world.planes.objects[f"/{STORE}/{object_of(action)}"]
    with ZipFile(BytesIO(content)) as archive:
        (file,) = archive.infolist()
        assert (file.filename, file.date_time[0]) == ("junit.xml", 1980), "no clock in it"
        return ElementTree.fromstring(archive.read("junit.xml"))  # noqa: S314


@pytest.mark.parametrize("way", ["worker", "poll", "callback"])
def test_the_report_lies_in_the_artifact(world: GateWorld, way: str) -> None:
    """Put there with the credentials of the job, encrypted with its key, before the answer."""
    action = an_action(world, way)
    assert action.status == "Succeeded"
    assert stored(world, action).attrib["failures"] == "0"
    (put,) = world.planes.called("PutObject")
    assert "Credential=ASIACANARYACCESSKEY/" in put["authorization"]
    assert put["x-amz-security-token"] == "canary-session-token"
    assert put["x-amz-server-side-encryption"] == "aws:kms"
    assert put["x-amz-server-side-encryption-aws-kms-key-id"] == KEY
    order = [call.operation for call in world.planes.calls]
    assert order.index("PutObject") < len(order) - 1 - order[::-1].index("PutJobSuccessResult")


def test_a_no_has_its_report_too(world: GateWorld) -> None:
    """And without a key of its own the store's default one encrypts it."""
    world.api.healthy = False
    action = an_action(world, "worker", key="")
    assert action.status == "Failed"
    assert stored(world, action).attrib["failures"] == "1"
    (put,) = world.planes.called("PutObject")
    assert put["x-amz-server-side-encryption"] == "aws:kms"


@pytest.mark.parametrize("healthy", [True, False])
def test_a_report_that_cannot_be_stored_holds_no_answer_up(world: GateWorld, healthy: bool) -> None:
    """The answer goes out, and says so."""
    world.api.healthy = healthy
    world.planes.faults.append(Fault("PutObject", "AccessDenied", times=1))
    action = an_action(world, "worker")
    said = action.summary if healthy else action.failure["message"]
    assert action.status == ("Succeeded" if healthy else "Failed")
    assert "The report could not be stored: AccessDenied" in said


def test_a_job_that_has_no_artifact_any_more_is_answered(world: GateWorld) -> None:
    """Somebody changed the pipeline while the tests ran."""
    action = world.pipeline("custom", configuration={"Project": "orders"}, outputs=("Report",))
    world.minutes(1)
    action.outputs = ()
    world.work()
    world.minutes(1)
    assert action.status == "Succeeded"
    assert "could not be stored: The job has no output artifact" in action.summary


def test_lent_credentials_are_in_no_log_and_no_table(
    world: GateWorld, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG, logger="gonogo")
    an_action(world, "worker")
    an_action(world, "poll")
    told = caplog.text + capsys.readouterr().out
    assert not any("canary" in text.lower() for text in [told, *world.stack.stored("runs")])


def test_an_event_as_aws_sends_it_asks_for_a_report(world: GateWorld) -> None:
    """For `sam local invoke -e` too."""
    event: dict[str, Any] = json.loads(RECORDED.read_text(encoding="utf-8"))
    world.ask(event)
    (gate,) = world.gates()
    assert gate.reference["report"] == "junit"
