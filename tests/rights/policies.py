"""What roles of the template allow, and what Lambda itself needs of a role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.rights.actions import OUTSIDE
from tests.transformed import resources, transformed

TRACING = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}
_OF_OTHERS = re.compile(r"arn:\$\{AWS::Partition\}:(codedeploy|codepipeline|ecs):")
_BY_LAMBDA = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
Right = tuple[str, str]
Statement = Mapping[str, Any]


def listed(value: object) -> list[Any]:
    """A value that may stand alone, as a list."""
    return value if isinstance(value, list) else [value]


def functions() -> dict[str, str]:
    """The folder of each function by its logical id."""
    every = resources("AWS::Lambda::Function").items()
    return {name: str(f["Properties"]["Handler"]).split(".")[1] for name, f in every}


def role_of(function: str) -> str:
    """The logical id of a function's role."""
    role = resources("AWS::Lambda::Function")[function]["Properties"]["Role"]
    return named(role)


def named(reference: object) -> str:
    """The logical id behind a reference, with what follows it: `RunsTable/index/due`."""
    if reference == "*":
        return OUTSIDE
    assert isinstance(reference, Mapping), reference
    ((function, value),) = reference.items()
    if function == "Ref":
        return str(value).split(".")[0]
    if function == "Fn::GetAtt":
        return str(value[0] if isinstance(value, list) else value.split(".")[0])
    if _OF_OTHERS.match(value):
        return OUTSIDE
    group = re.search(r":schedule/\$\{(\w+)\}(/\*)$", value)
    return f"{group[1]}{group[2]}" if group else re.sub(r"\$\{(\w+)\.Arn\}", r"\1", value)


def _documents(role: str) -> Iterator[Mapping[str, Any]]:
    properties = resources("AWS::IAM::Role")[role]["Properties"]
    for policy in properties.get("Policies", ()):
        yield policy["PolicyDocument"]
    managed = resources("AWS::IAM::ManagedPolicy")
    for reference in properties.get("ManagedPolicyArns", ()):
        yield managed[named(reference)]["Properties"]["PolicyDocument"]


def statements_of(function: str) -> Iterator[Statement]:
    """The statements of a function's role."""
    for document in _documents(role_of(function)):
        for statement in document["Statement"]:
            # One that denies is read as if it allowed: none does.
            assert statement["Effect"] == "Allow", statement
            yield statement


def allowed(function: str) -> set[Right]:
    """What a function's role allows, as actions and resources."""
    return {
        (action, named(resource))
        for statement in statements_of(function)
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
    }


def by_platform(function: str) -> set[Right]:
    """What Lambda does with a function's role: logs, traces, queues read, failures passed on."""
    log = named(
        resources("AWS::Lambda::Function")[function]["Properties"]["LoggingConfig"]["LogGroup"]
    )
    rights = {("logs:CreateLogStream", log), ("logs:PutLogEvents", log)}
    rights |= {(action, OUTSIDE) for action in TRACING}
    for mapping in resources("AWS::Lambda::EventSourceMapping").values():
        if function in str(mapping["Properties"]["FunctionName"]):
            queue = named(mapping["Properties"]["EventSourceArn"])
            rights |= {(action, queue) for action in _BY_LAMBDA}
    for config in resources("AWS::Lambda::EventInvokeConfig").values():
        if named(config["Properties"]["FunctionName"]) == function:
            rights |= set(_destinations(config["Properties"]))
    return rights


def _destinations(properties: Mapping[str, Any]) -> Iterator[Right]:
    for destination in properties.get("DestinationConfig", {}).values():
        target = named(destination["Destination"])
        kind = transformed()["Resources"][target]["Type"]
        if kind == "AWS::SQS::Queue":
            yield "sqs:SendMessage", target
        else:
            yield "lambda:InvokeFunction", target
