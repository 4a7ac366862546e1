"""Rights that the local AWS asks for beside those of AWS, and what it cannot keep."""

from __future__ import annotations

import json
from typing import Any

from gonogo.local import quirks


class Cloud:
    """CloudFormation and IAM of one stack with one role."""

    def __init__(self, *actions: str, resource: str = "q") -> None:
        statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
        self.policies: dict[str, Any] = {"own": {"Statement": [statement]}}
        self.queue: dict[str, str] = {}

    def describe_stack_resources(self, **_: str) -> dict[str, Any]:
        """One role and something else."""
        kinds = ("AWS::IAM::Role", "AWS::SQS::Queue")
        return {
            "StackResources": [{"ResourceType": k, "PhysicalResourceId": k[-5:]} for k in kinds]
        }

    def list_role_policies(self, **_: str) -> dict[str, Any]:
        """Names."""
        return {"PolicyNames": list(self.policies)}

    def get_role_policy(self, **which: str) -> dict[str, Any]:
        """One policy."""
        return {"PolicyDocument": self.policies[which["PolicyName"]]}

    def put_role_policy(self, **policy: str) -> None:
        """Remember it as text, which is what IAM takes."""
        self.policies[policy["PolicyName"]] = policy["PolicyDocument"]

    def get_queue_attributes(self, **_: object) -> dict[str, Any]:
        """The queue's policy, if it has one."""
        return {"Attributes": dict(self.queue)}

    def set_queue_attributes(self, *, Attributes: dict[str, str], **_: str) -> None:
        """Remember it."""
        self.queue |= Attributes


def test_nothing_asks_for_tls_here() -> None:
    """Who may send stays said; a queue that only asked for TLS has no policy left."""
    cloud = Cloud("dynamodb:GetItem")
    tls, may = {"Sid": quirks.TLS_ONLY, "Effect": "Deny"}, {"Effect": "Allow"}
    cloud.queue["Policy"] = json.dumps({"Version": "2012-10-17", "Statement": [may, tls]})
    quirks.settle(lambda _: cloud, "gonogo")
    assert json.loads(cloud.queue["Policy"])["Statement"] == [may]
    cloud.queue["Policy"] = json.dumps({"Statement": [tls]})
    quirks.settle(lambda _: cloud, "gonogo")
    assert cloud.queue["Policy"] == ""


def test_a_batch_is_allowed_where_the_single_message_is() -> None:
    """On the same resource, and no action beyond."""
    cloud = Cloud("sqs:SendMessage", "sqs:GetQueueAttributes")
    quirks.settle(lambda _: cloud, "gonogo")
    granted = cloud.policies[quirks.POLICY]
    assert '"Action": ["sqs:SendMessageBatch"], "Resource": "q"' in granted


def test_a_role_without_messages_gets_nothing() -> None:
    """Reading a table needs no quirk."""
    cloud = Cloud("dynamodb:GetItem")
    quirks.settle(lambda _: cloud, "gonogo")
    assert list(cloud.policies) == ["own"]


def test_schedules_are_those_of_the_default_group_here() -> None:
    """The same actions, on the address that the local AWS looks for."""
    cloud = Cloud("scheduler:CreateSchedule", resource="arn:aws:scheduler:r:1:schedule/g-s/*")
    quirks.settle(lambda _: cloud, "gonogo")
    granted = cloud.policies[quirks.POLICY]
    assert '"Action": ["scheduler:CreateSchedule"]' in granted
    assert '"Resource": ["arn:aws:scheduler:r:1:schedule/default/*"]' in granted
