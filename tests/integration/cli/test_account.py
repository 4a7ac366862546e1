"""`gonogo doctor --stack`: what it finds in an account, and what it puts right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.session import get_session
from moto import mock_aws

from gonogo.cli.account import Account
from gonogo.cli.app import answer
from tests.transformed import ROOT

QUEUES = (
    "RunQueue",
    "RunDeadLetters",
    "OutcomeDeadLetters",
    "ScheduleDeadLetters",
    "GateDeadLetters",
)


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
    assert all(each["fix"] for each in findings if each["state"] != "good"), "says what to do"
    return {each["what"]: each["state"] for each in findings}


def _queue(name: str) -> str:
    return str(get_session().create_client("sqs").get_queue_url(QueueName=name)["QueueUrl"])


def test_a_stack_without_gates_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    said = found(capsys)
    assert said["Stack gonogo: CREATE_COMPLETE"] == "good"
    assert said["The stack has no gates"] == "wrong"
    assert said["RunDeadLetters is empty"] == "good"


@pytest.mark.parametrize(("length", "state"), [(49, "good"), (50, "wrong")])
def test_a_name_too_long_for_the_hook_is_told_before_anything_is_deployed(
    capsys: pytest.CaptureFixture[str], length: int, state: str
) -> None:
    """A function's name has 64 characters, and CodeDeploy calls none without its prefix."""
    name = "s" * length
    assert answer(["doctor", "--json", "--stack", name]) == 2
    findings = json.loads(capsys.readouterr().out)["findings"]
    (said,) = (each for each in findings if name in each["what"])
    assert said["state"] == state
    assert state == "good" or "Take one of 49 or less" in said["fix"]


def test_dead_runs_are_told_and_queued_again(capsys: pytest.CaptureFixture[str]) -> None:
    """Each once, and to its project's share."""
    sqs = get_session().create_client("sqs")
    for number in range(12):
        sqs.send_message(
            QueueUrl=_queue("RunDeadLetters"),
            MessageBody=f'{{"run":"{number}"}}',
            MessageGroupId=f"project-{number}",
        )
    assert found(capsys)["RunDeadLetters holds 12 messages"] == "wrong"
    assert found(capsys, "--redrive")["12 runs were queued again"] == "good"
    assert _left("RunDeadLetters") == 0
    received = {
        message["Body"]: message["Attributes"]["MessageGroupId"]
        for _ in range(4)
        for message in sqs.receive_message(
            QueueUrl=_queue("RunQueue"),
            MaxNumberOfMessages=10,
            MessageSystemAttributeNames=["MessageGroupId"],
        ).get("Messages", ())
    }
    assert received == {f'{{"run":"{number}"}}': f"project-{number}" for number in range(12)}


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What functions were called with; moto runs none."""
    made: list[dict[str, Any]] = []
    fake = SimpleNamespace(invoke=lambda **call: made.append(call))
    client, resources = Account.client, Account.resources
    functions = {f"{name.title()}Function": name for name in ("reporter", "scheduler", "gates")}
    monkeypatch.setattr(Account, "resources", lambda account: {**resources(account), **functions})
    monkeypatch.setattr(Account, "client", lambda a, s: fake if s == "lambda" else client(a, s))
    return made


def test_dead_outcomes_questions_and_starts_are_tried_again(
    capsys: pytest.CaptureFixture[str], calls: list[dict[str, Any]]
) -> None:
    """Each as its function first got it, whoever kept it; what is no event stays."""
    sqs = get_session().create_client("sqs")
    told = {"Type": "Notification", "TopicArn": "arn:topic", "Message": "{}"}
    ring = {"project": "p", "schedule": "s", "version": 1, "at": "2030-01-31T12:00:00Z"}
    question = {"DeploymentId": "d-1", "LifecycleEventHookExecutionId": "e-1"}
    failed = {"requestPayload": {"requestPayload": question}, "responsePayload": {}}
    letters = {"OutcomeDeadLetters": told, "ScheduleDeadLetters": ring, "GateDeadLetters": failed}
    for name, letter in letters.items():
        sqs.send_message(QueueUrl=_queue(name), MessageBody=json.dumps(letter))
    sqs.send_message(QueueUrl=_queue("GateDeadLetters"), MessageBody="no event")
    said = found(capsys, "--redrive")
    assert said["1 outcomes were told again"] == "good"
    assert said["1 letters of GateDeadLetters cannot be read"] == "wrong"
    payloads = {call["FunctionName"]: json.loads(call["Payload"]) for call in calls}
    assert payloads["reporter:live"]["Records"][0]["Sns"] == told
    assert payloads["scheduler:live"] == ring
    assert payloads["gates:live"] == question
    counts = {name: _left(name) for name in letters}
    assert counts == {"OutcomeDeadLetters": 0, "ScheduleDeadLetters": 0, "GateDeadLetters": 1}


def _left(name: str) -> int:
    """Messages of a queue, those that somebody holds included."""
    wanted = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    sqs = get_session().create_client("sqs")
    found = sqs.get_queue_attributes(QueueUrl=_queue(name), AttributeNames=wanted)
    return sum(int(value) for value in found["Attributes"].values())


def _aws(
    name: str = "CodeDeployHook_gonogo",
    state: str = "Active",
    rule: str = "ENABLED",
    decision: str = "implicitDeny",
) -> dict[str, Any]:
    """What AWS says of a stack's gates; the role names its resources, so IAM denies the rest."""

    def simulate(**asked: Any) -> Any:
        if not decision:
            raise ClientError({"Error": {"Code": "AccessDenied"}}, "SimulatePrincipalPolicy")
        names = asked["ActionNames"]
        verdicts = [{"EvalActionName": each, "EvalDecision": decision} for each in names]
        return {"EvaluationResults": verdicts}

    function = {"FunctionArn": f"arn:{name}:live", "State": state, "Role": "arn:role"}
    return {
        "lambda": SimpleNamespace(get_function_configuration=lambda **_: function),
        "iam": SimpleNamespace(
            simulate_principal_policy=simulate, exceptions=SimpleNamespace(ClientError=ClientError)
        ),
        "events": SimpleNamespace(describe_rule=lambda **_: {"State": rule}),
        "resources": {"GatesFunction": name, "GateEvents": "bus|the-rule"},
    }


@pytest.mark.parametrize(
    ("aws", "said", "state"),
    [
        ({}, "Gates function CodeDeployHook_gonogo", "good"),
        ({}, "arn:CodeDeployHook_gonogo:live can be called", "good"),
        ({}, "Nothing forbids the gates function to answer", "good"),
        ({}, "Events of deployments come in", "good"),
        ({"name": "gates"}, "The gates function is called gates", "wrong"),
        ({"state": "Failed"}, "CodeDeployHook_gonogo:live is Failed", "wrong"),
        ({"rule": "DISABLED"}, "The rule the-rule is DISABLED", "wrong"),
        ({"decision": "explicitDeny"}, "The gates function may not codedeploy:Get", "wrong"),
        ({"decision": ""}, "The rights of the gates function were not checked: A", "note"),
    ],
)
def test_what_keeps_gates_from_answering_is_told(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    aws: dict[str, str],
    said: str,
    state: str,
) -> None:
    fakes, client, resources = _aws(**aws), Account.client, Account.resources
    known = {**resources(Account("gonogo")), **fakes["resources"]}
    monkeypatch.setattr(Account, "resources", lambda _: known)
    monkeypatch.setattr(Account, "client", lambda a, s: fakes.get(s) or client(a, s))
    assert [found for what, found in found(capsys).items() if what.startswith(said)] == [state]


@pytest.mark.parametrize("queue", QUEUES[1:])
def test_what_is_dead_has_its_page(capsys: pytest.CaptureFixture[str], queue: str) -> None:
    get_session().create_client("sqs").send_message(QueueUrl=_queue(queue), MessageBody="{}")
    assert answer(["doctor", "--json", "--stack", "gonogo"]) == 2
    findings = json.loads(capsys.readouterr().out)["findings"]
    (fix,) = [each["fix"] for each in findings if each["what"].startswith(queue)]
    assert (ROOT / fix.split()[0]).is_file()


def test_redriving_needs_a_stack(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(["doctor", "--redrive"]) == 2
    assert "--stack NAME" in capsys.readouterr().err
