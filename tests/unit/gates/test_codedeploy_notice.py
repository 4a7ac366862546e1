"""Notifications of CodeDeploy: real ones differ from what is documented, and nobody waits."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gonogo.domain.gate import Knock
from gonogo.gates import gates
from gonogo.gates.codedeploy_notice import read

OVERVIEW = {"Succeeded": 1, "Failed": 0, "Skipped": 0, "InProgress": 0, "Pending": 0}
NOBODY: Any = None
"""No control plane is asked."""


def notice(**fields: Any) -> dict[str, Any]:
    """A message as the topic delivers it."""
    message = {
        "region": "us-east-1",
        "accountId": "111122223333",
        "eventTriggerName": "done",
        "applicationName": "shop",
        "deploymentId": "d-ABCDEFGHI",
        "deploymentGroupName": "blue",
        "createTime": "Thu Oct 13 15:50:45 UTC 2022",
        "completeTime": None,
        "deploymentOverview": json.dumps(OVERVIEW),
        "status": "SUCCEEDED",
        **fields,
    }
    return {"Records": [{"EventSource": "aws:sns", "Sns": {"Message": json.dumps(message)}}]}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"deploymentOverview": OVERVIEW, "createTime": 1_665_676_245},
        {"status": "Succeeded"},
        {"errorInformation": None},
    ],
)
def test_a_success_is_a_question(fields: dict[str, Any]) -> None:
    """Of the deployment, whatever else the message holds."""
    (knock,) = read(notice(**fields), NOBODY, 0.0) or ()
    assert isinstance(knock, Knock)
    assert knock.identity == "d-ABCDEFGHI"
    assert knock.subject == {"application": "shop", "group": "blue"}


@pytest.mark.parametrize(
    "fields", [{"status": "CREATED"}, {"status": "unknown"}, {"instanceId": "i-1"}]
)
def test_other_news_ask_nothing(fields: dict[str, Any]) -> None:
    assert read(notice(**fields), NOBODY, 0.0) == ()


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"Records": []},
        {"Records": [{"Sns": {"Message": "You have chosen to subscribe"}}]},
        {"Records": [{"Sns": {"Message": "[]"}}]},
        {"source": "aws.ec2", "detail-type": "EC2 Instance State-change Notification"},
    ],
)
def test_what_no_gate_knows_is_of_no_kind(event: dict[str, Any]) -> None:
    """A trial message of the console among them."""
    assert [gates[name].read(event, NOBODY, 0.0) for name in gates.names] == [None] * len(gates)
