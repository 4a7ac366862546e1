"""What the local AWS judges otherwise than AWS does, put right after a deploy."""

from __future__ import annotations

import json
from typing import Any

SINGLE = ("sqs:SendMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility")
POLICY = "batches-of-messages"


def settle(client: Any, stack: str) -> None:
    """Give each role of a stack the batch form of what it may do with single messages.

    On AWS `SendMessageBatch` is allowed by `sqs:SendMessage`; MiniStack 1.5.33 asks for an action
    of the batch's own name, which AWS does not have and a template should not hold.
    """
    cloudformation, iam = client("cloudformation"), client("iam")
    for resource in cloudformation.describe_stack_resources(StackName=stack)["StackResources"]:
        if resource["ResourceType"] != "AWS::IAM::Role":
            continue
        role = resource["PhysicalResourceId"]
        statements = [_batches(statement) for statement in _statements(iam, role)]
        if granted := [statement for statement in statements if statement["Action"]]:
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
    actions = statement["Action"]
    listed = actions if isinstance(actions, list) else [actions]
    return {**statement, "Action": [f"{action}Batch" for action in listed if action in SINGLE]}
