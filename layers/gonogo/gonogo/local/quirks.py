"""What the local AWS judges otherwise than AWS does, put right after a deploy."""

from __future__ import annotations

import json
import re
from typing import Any

TLS_ONLY = "OnlyEncryptedOnTheWay"
"""The statements of the template that refuse what does not come by TLS."""
SINGLE = ("sqs:SendMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility")
POLICY = "in-other-words"
_GROUP = re.compile(r":schedule/[^/]+/")


def settle(client: Any, stack: str) -> None:
    """Give each role of a stack what it has on AWS, in the words that MiniStack 1.5.33 asks for.

    On AWS `SendMessageBatch` is allowed by `sqs:SendMessage`; here it is an action of its own name,
    which AWS does not have and a template should not hold. And every schedule is taken for one of
    the group `default`, whichever group it is in. Nor does it speak TLS, which queues and topics
    ask for.
    """
    cloudformation = client("cloudformation")
    found = cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
    names: dict[str, list[str]] = {}
    for resource in found:
        names.setdefault(resource["ResourceType"], []).append(resource["PhysicalResourceId"])
    _in_other_words(client("iam"), names.get("AWS::IAM::Role", []))
    _without_tls(client, names.get("AWS::SQS::Queue", []), names.get("AWS::SNS::Topic", []))


def _in_other_words(iam: Any, roles: list[str]) -> None:
    for role in roles:
        statements = _statements(iam, role)
        granted = [each for each in map(_batches, statements) if each["Action"]]
        granted += [each for each in map(_in_default_group, statements) if each["Resource"]]
        if granted:
            document = {"Version": "2012-10-17", "Statement": granted}
            iam.put_role_policy(
                RoleName=role, PolicyName=POLICY, PolicyDocument=json.dumps(document)
            )


def _without_tls(client: Any, queues: list[str], topics: list[str]) -> None:
    """Nothing comes by TLS on this machine's loopback: what asks for it is taken away."""
    sqs, sns = client("sqs"), client("sns")
    for url in queues:
        held = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])
        policy = _plain(held.get("Attributes", {}).get("Policy", ""))
        if policy is not None:
            sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    for topic in topics:
        held = sns.get_topic_attributes(TopicArn=topic)
        policy = _plain(held["Attributes"].get("Policy", ""))
        if policy is not None:
            sns.set_topic_attributes(
                TopicArn=topic, AttributeName="Policy", AttributeValue=policy or _NOTHING
            )


def _plain(policy: str) -> str | None:
    """The policy without what asks for TLS, empty if nothing is left; None if it never asked."""
    document = json.loads(policy) if policy else {"Statement": []}
    left = [each for each in document["Statement"] if each.get("Sid") != TLS_ONLY]
    if len(left) == len(document["Statement"]):
        return None
    return json.dumps({**document, "Statement": left}) if left else ""


_NOTHING = json.dumps({"Version": "2012-10-17", "Statement": []})


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
