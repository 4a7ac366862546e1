"""What the local AWS judges otherwise than AWS does, put right after a deploy."""

from __future__ import annotations

import json
import re
from typing import Any

SINGLE = ("sqs:SendMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility")
POLICY = "in-other-words"
_GROUP = re.compile(r":schedule/[^/]+/")


def settle(client: Any, stack: str) -> None:
    """Give each role of a stack what it has on AWS, in the words that MiniStack 1.5.33 asks for.

    On AWS `SendMessageBatch` is allowed by `sqs:SendMessage`; here it is an action of its own name,
    which AWS does not have and a template should not hold. And every schedule is taken for one of
    the group `default`, whichever group it is in.
    """
    cloudformation, iam = client("cloudformation"), client("iam")
    for resource in cloudformation.describe_stack_resources(StackName=stack)["StackResources"]:
        if resource["ResourceType"] != "AWS::IAM::Role":
            continue
        role = resource["PhysicalResourceId"]
        statements = _statements(iam, role)
        granted = [each for each in map(_batches, statements) if each["Action"]]
        granted += [each for each in map(_in_default_group, statements) if each["Resource"]]
        if granted:
            document = {"Version": "2012-10-17", "Statement": granted}
            iam.put_role_policy(
                RoleName=role, PolicyName=POLICY, PolicyDocument=json.dumps(document)
            )


def _statements(iam: Any, role: str) -> list[dict[str, Any]]:
    return [
        statement
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]
        if name != POLICY
        for statement in iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"][
            "Statement"
        ]
    ]


def _batches(statement: dict[str, Any]) -> dict[str, Any]:
    actions = _listed(statement["Action"])
    return {**statement, "Action": [f"{action}Batch" for action in actions if action in SINGLE]}


def _in_default_group(statement: dict[str, Any]) -> dict[str, Any]:
    schedules = [each for each in _listed(statement["Resource"]) if _GROUP.search(str(each))]
    resources = [_GROUP.sub(":schedule/default/", each) for each in schedules]
    return {**statement, "Resource": resources}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
