"""Calls of botocore as rights of IAM: what of the account must be allowed for a call to succeed."""

from __future__ import annotations

from functools import cache

from botocore.session import get_session

from tests.rights.reach import AwsCall, reached_from
from tests.transformed import source

_NAMED_OTHERWISE = {
    "s3.head_object": ("s3:GetObject",),
    "s3.list_objects_v2": ("s3:ListBucket",),
    "s3.delete_objects": ("s3:DeleteObject",),
    "sqs.send_message_batch": ("sqs:SendMessage",),
    "scheduler.create_schedule": ("scheduler:CreateSchedule", "iam:PassRole"),
    "scheduler.update_schedule": ("scheduler:UpdateSchedule", "iam:PassRole"),
    "dynamodb.transaction_Put": ("dynamodb:PutItem",),
    "dynamodb.transaction_Update": ("dynamodb:UpdateItem",),
    "dynamodb.transaction_Delete": ("dynamodb:DeleteItem",),
    "dynamodb.transaction_ConditionCheck": ("dynamodb:ConditionCheckItem",),
    # The transaction itself is no right: its writes are.
    "dynamodb.transact_write_items": (),
    # Signing is no call; what is signed is listed by itself.
    "s3.generate_presigned_url": (),
}
"""The reference of IAM, where an action is not named as the operation is."""
_SETTINGS = {
    "dynamodb": {"catalog_table", "runs_table", "guards_table"},
    "kms": {"kms_key_arn"},
    "s3": {"files_bucket"},
    "sqs": {"queue_url"},
    "sns": {"outcomes_topic"},
    "scheduler": {"schedule_group"},
    "iam": {"schedule_role"},
}
"""The settings that say which resource of a service an adapter works with."""
OUTSIDE = "outside"
"""Deployments, pipelines and services of others: no resource of the stack."""


@cache
def _operations(service: str) -> dict[str, str]:
    from botocore import xform_name

    model = get_session().get_service_model(service)
    prefix = str(model.metadata.get("signingName") or model.endpoint_prefix)
    return {xform_name(name): f"{prefix}:{name}" for name in model.operation_names}


def actions_of(operation: str) -> tuple[str, ...]:
    """The actions that an operation (`dynamodb.get_item`) needs."""
    if operation in _NAMED_OTHERWISE:
        return _NAMED_OTHERWISE[operation]
    service, name = operation.split(".")
    return (_operations(service)[name],)


def _resource(setting: str) -> str:
    """The logical id of what a setting names."""
    variables = source()["Globals"]["Function"]["Environment"]["Variables"]
    ((_, value),) = variables[setting.upper()].items()
    return str(value[0] if isinstance(value, list) else value.split(".")[0])


def _resources(action: str, call: AwsCall) -> list[str]:
    service, name = action.split(":")
    if service not in _SETTINGS:
        return [OUTSIDE]
    found = [_resource(setting) for setting in call.at.settings & _SETTINGS[service]]
    assert found, f"{call} is made with settings that name no resource of {service}"
    if service == "scheduler" or (service == "s3" and name.endswith("Object")):
        return [f"{each}/*" for each in found]
    index = f"/index/{call.at.index}" if call.at.index and service == "dynamodb" else ""
    return [f"{each}{index}" for each in found]


def needed(function: str) -> dict[tuple[str, str], str]:
    """The rights that the code of a function needs, action and resource, and what needs each."""
    found: dict[tuple[str, str], str] = {}
    reached = reached_from(f"functions.{function}.app")
    for call in sorted(reached.calls, key=str):
        for action in actions_of(call.operation):
            for resource in _resources(action, call):
                found.setdefault((action, resource), reached.why[call])
    return found
