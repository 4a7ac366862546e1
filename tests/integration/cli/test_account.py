"""`gonogo doctor --stack`: what it finds in an account, and what it puts right."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from botocore.session import get_session
from moto import mock_aws

from gonogo.cli.account import Account
from gonogo.cli.app import answer

QUEUES = ("RunQueue", "RunDeadLetters", "OutcomeDeadLetters")


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An account with a stack that has queues and no gates; moto has no CloudFormation here."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("GONOGO_URL", "http://127.0.0.1:1")
    with mock_aws():
        sqs = get_session().create_client("sqs")
        made = {name: sqs.create_queue(QueueName=name)["QueueUrl"] for name in QUEUES}
        monkeypatch.setattr(Account, "status", lambda _: "CREATE_COMPLETE")
        monkeypatch.setattr(Account, "resources", lambda _: made)
        yield


def found(capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, str]:
    """State by finding."""
    assert answer(["doctor", "--json", "--stack", "gonogo", *more]) == 2
    findings = json.loads(capsys.readouterr().out)["findings"]
    return {each["what"]: each["state"] for each in findings}


def _queue(name: str) -> str:
    return str(get_session().create_client("sqs").get_queue_url(QueueName=name)["QueueUrl"])


def test_a_stack_without_gates_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    said = found(capsys)
    assert said["Stack gonogo: CREATE_COMPLETE"] == "good"
    assert said["The stack has no gates"] == "wrong"
    assert said["RunDeadLetters is empty"] == "good"


def test_dead_runs_are_told_and_queued_again(capsys: pytest.CaptureFixture[str]) -> None:
    sqs = get_session().create_client("sqs")
    for number in range(12):
        sqs.send_message(QueueUrl=_queue("RunDeadLetters"), MessageBody=f'{{"run":"{number}"}}')
    assert found(capsys)["RunDeadLetters holds 12 messages"] == "wrong"
    assert found(capsys, "--redrive")["12 runs were queued again"] == "good"
    received = [
        message["Body"]
        for _ in range(4)
        for message in sqs.receive_message(QueueUrl=_queue("RunQueue"), MaxNumberOfMessages=10).get(
            "Messages", ()
        )
    ]
    assert len(set(received)) == 12


def test_redriving_needs_a_stack(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(["doctor", "--redrive"]) == 2
    assert "--stack NAME" in capsys.readouterr().err
