"""What `gonogo doctor --stack` looks at in an AWS account: what gates need, and what got stuck."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gonogo.cli.bootstrap import told_plainly
from gonogo.cli.diagnosis import Finding
from gonogo.errors import Invalid

HOOK_PREFIX = "CodeDeployHook_"
MOST_OF_A_FUNCTION = 64
"""Characters of a function's name that Lambda takes."""
ALIAS = "live"
NEEDED = (
    "codedeploy:GetDeployment",
    "codedeploy:GetDeploymentTarget",
    "codedeploy:ListDeploymentTargets",
    "codedeploy:PutLifecycleEventHookExecutionStatus",
    "codepipeline:PutJobSuccessResult",
    "codepipeline:PutJobFailureResult",
    "ecs:ContinueServiceDeployment",
)
_WHOLE = ("CREATE_COMPLETE", "UPDATE_COMPLETE")


class Account:
    """One deployed stack, seen through AWS's own clients."""

    def __init__(self, stack: str) -> None:
        from botocore.session import get_session

        self._session = get_session()
        self._stack = stack
        self._made: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        """A client, with the caller's credentials and region."""
        if service not in self._made:
            self._made[service] = self._session.create_client(service)
        return self._made[service]

    def status(self) -> str:
        """The stack's; `Invalid` if there is none."""
        client = self.client("cloudformation")
        try:
            (found,) = client.describe_stacks(StackName=self._stack)["Stacks"]
        except client.exceptions.ClientError as error:
            raise Invalid(
                f"There is no stack {self._stack!r} in this account and region.",
                field="--stack",
                accepted="the name of a stack that `make deploy` made",
            ) from error
        return str(found["StackStatus"])

    def resources(self) -> dict[str, str]:
        """Physical names by logical id."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources")
        found = [
            each
            for page in pages.paginate(StackName=self._stack)
            for each in page["StackResourceSummaries"]
        ]
        return {
            each["LogicalResourceId"]: each["PhysicalResourceId"]
            for each in found
            if each.get("PhysicalResourceId")
        }


def examine_account(stack: str) -> Iterator[Finding]:
    """The stack, its gates, its dead letters."""
    too_long = len(HOOK_PREFIX + stack) - MOST_OF_A_FUNCTION
    if too_long > 0:
        fix = (
            f"Take one of {len(stack) - too_long} or less: a function is called {HOOK_PREFIX}<it>."
        )
        yield Finding("wrong", f"The name {stack} has {too_long} characters too many", fix)
        return
    with told_plainly():
        account = Account(stack)
        status = account.status()
        if status in _WHOLE:
            yield Finding("good", f"Stack {stack}: {status}")
        else:
            yield Finding("wrong", f"Stack {stack}: {status}", "Deploy it again: `make deploy`.")
        resources = account.resources()
        yield from _hook(account, resources)
        yield from _rules(account, resources)
        yield from _dead_letters(account, resources)


def _hook(account: Account, resources: Mapping[str, str]) -> Iterator[Finding]:
    """Names, alias and rights: where deployments are most often left waiting."""
    name = resources.get("GatesFunction", "")
    if not name:
        yield Finding("wrong", "The stack has no gates", "It is older than they are: deploy again.")
        return
    if not name.startswith(HOOK_PREFIX):
        fix = f"Deploy it as it is in the template: CodeDeploy calls none but {HOOK_PREFIX}*."
        yield Finding("wrong", f"The gates function is called {name}", fix)
    else:
        yield Finding("good", f"Gates function {name}")
    lambda_ = account.client("lambda")
    found = lambda_.get_function_configuration(FunctionName=name, Qualifier=ALIAS)
    state = found.get("State", "Active")
    if state == "Active":
        yield Finding("good", f"{found['FunctionArn']} can be called")
    else:
        fix = f"`aws lambda get-function --function-name {name}` says why; then deploy again."
        yield Finding("wrong", f"{name}:{ALIAS} is {state}", fix)
    yield from _rights(account, str(found["Role"]))


def _rights(account: Account, role: str) -> Iterator[Finding]:
    """As IAM itself would decide; whoever asks needs the right to."""
    iam = account.client("iam")
    try:
        answer = iam.simulate_principal_policy(PolicySourceArn=role, ActionNames=list(NEEDED))
    except iam.exceptions.ClientError as error:
        code = error.response["Error"]["Code"]
        fix = "Run this with the right iam:SimulatePrincipalPolicy to know."
        yield Finding("note", f"The rights of the gates function were not checked: {code}", fix)
        return
    refused = [
        each["EvalActionName"]
        for each in answer["EvaluationResults"]
        if each["EvalDecision"] == "explicitDeny"
    ]
    if refused:
        fix = "Have the boundary or the organisation's policy changed: deployments hear nothing."
        yield Finding("wrong", f"The gates function may not {', '.join(refused)}", fix)
    else:
        yield Finding("good", "Nothing forbids the gates function to answer")


def _rules(account: Account, resources: Mapping[str, str]) -> Iterator[Finding]:
    name = resources.get("GateEvents")
    if name is None:
        return
    rule = name.rpartition("|")[2]
    state = account.client("events").describe_rule(Name=rule)["State"]
    if state == "ENABLED":
        yield Finding("good", "Events of deployments come in")
    else:
        fix = f"`aws events enable-rule --name {rule}`: pauses go unanswered until then."
        yield Finding("wrong", f"The rule {rule} is {state}", fix)


def _dead_letters(account: Account, resources: Mapping[str, str]) -> Iterator[Finding]:
    sqs = account.client("sqs")
    for logical, url in sorted(resources.items()):
        if not logical.endswith("DeadLetters") or not url.startswith("http"):
            continue
        count = _count(sqs, url)
        if count:
            page = f"docs/runbooks/dead-{logical.removesuffix('DeadLetters').lower()}s.md"
            fix = f"{page} helps to find out why; then `--redrive` tries them again."
            yield Finding("wrong", f"{logical} holds {count} messages", fix)
        else:
            yield Finding("good", f"{logical} is empty")


def _count(sqs: Any, url: str) -> int:
    name = "ApproximateNumberOfMessages"
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])
    return int(found["Attributes"][name])
