"""Roles allow what their functions can call, found by following the code, and nothing more."""

from __future__ import annotations

import ast
from unittest.mock import patch

import pytest

from gonogo.aws.clients import Clients
from tests.aws_stack import OFFLINE
from tests.rights.actions import needed
from tests.rights.code import LIBRARY
from tests.rights.enforced import Forbidden, Request, acting_as, may, watch
from tests.rights.policies import Right, allowed, by_platform, functions, role_of
from tests.rights.reach import PURE, reached_from

FUNCTIONS = functions()
UNUSED: dict[tuple[str, Right], str] = {
    ("ReporterFunction", ("kms:Encrypt", "SecretsKey")): (
        "it saves webhooks as they were: only a new secret is encrypted, and it never brings one"
    ),
}
"""Calls that the code could make, going by its shape, and that this function never makes."""
UNTYPED = ("gonogo.egress.", "gonogo.engine.", "gonogo.services.execute: future.result")
"""Where things that carry no annotation are processes, sockets and files, and no adapters."""
HARMLESS = {
    "gonogo.services.push: m.change",  # what is to be changed, of a definition
    "gonogo.web.talking: talk.send",  # a generator
    "gonogo.services.lease: lease.lost.set",  # events of threads
    "gonogo.services.lease: self._stop.set",
}


def _superfluous(function: str) -> set[Right]:
    return allowed(function) - set(needed(FUNCTIONS[function])) - by_platform(function)


def _missing(function: str) -> dict[Right, str]:
    wanted = {**dict.fromkeys(by_platform(function), "Lambda"), **needed(FUNCTIONS[function])}
    lacking = {right: why for right, why in wanted.items() if right not in allowed(function)}
    return {right: why for right, why in lacking.items() if (function, right) not in UNUSED}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_role_allows_all_that_its_function_can_call(function: str) -> None:
    """The message tells by which way the code comes to a call that is not allowed."""
    assert not _missing(function)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_role_allows_nothing_that_its_function_cannot_call(function: str) -> None:
    """What nobody calls is what a stranger would."""
    assert not _superfluous(function)


def test_what_is_said_to_be_unused_is_reached_and_not_allowed() -> None:
    """An exception that is none any more goes."""
    for function, right in UNUSED:
        assert right in needed(FUNCTIONS[function])
        assert right not in allowed(function)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_call_is_overlooked_for_want_of_a_type(function: str) -> None:
    """Methods called on what has no annotation could be an adapter's; these are known not to be."""
    unread = reached_from(f"functions.{FUNCTIONS[function]}.app").unread
    assert {each for each in unread if not each.startswith(UNTYPED)} <= HARMLESS


def test_what_is_not_followed_knows_no_port() -> None:
    """Packages that are passed over could reach an adapter only by a port."""
    for package in PURE:
        for path in (LIBRARY / package.replace(".", "/")).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                modules = [node.module] if isinstance(node, ast.ImportFrom) else []
                assert not {"gonogo.ports", "gonogo.stores"} & set(modules), path


def test_a_call_without_a_right_is_found() -> None:
    """So is a right without a call: the bar can fail."""
    right = ("sqs:SendMessage", "RunQueue")
    other = ("dynamodb:DeleteTable", "RunsTable")
    rights = {name: allowed(name) - {right} | {other} for name in FUNCTIONS}
    with patch(f"{__name__}.allowed", rights.__getitem__):
        assert "gonogo.aws.queue.SqsRunQueue" in _missing("SchedulerFunction")[right]
        assert _superfluous("SchedulerFunction") == {other}


def test_who_meets_strangers_may_answer_no_gate_and_rule_no_key() -> None:
    """The executor runs users' scripts and meets their servers, the reporter meets them too."""
    for function in ("ExecutorFunction", "ReporterFunction"):
        services = {action.split(":")[0] for action, _ in allowed(function)}
        assert not services & {"codedeploy", "codepipeline", "ecs", "iam", "lambda", "scheduler"}
        of_keys = {action for action, _ in allowed(function) if action.startswith("kms:")}
        assert of_keys <= {"kms:Encrypt", "kms:Decrypt"}


def test_only_gates_may_answer_gates() -> None:
    """And what speaks for it where it broke."""
    answers = {"codedeploy", "codepipeline", "ecs"}
    answering = {
        name
        for name in FUNCTIONS
        if answers & {action.split(":")[0] for action, _ in allowed(name)}
    }
    assert answering == {"GatesFunction", "LastWordFunction"}


def test_each_function_has_a_role_that_no_other_has() -> None:
    """A shared role is the union of rights."""
    assert len({role_of(name) for name in FUNCTIONS}) == len(FUNCTIONS)


@pytest.mark.parametrize(
    ("function", "request_", "allowed_"),
    [
        ("ReporterFunction", Request("dynamodb:PutItem", "CatalogTable", ("WEBHOOKS#p",)), True),
        ("ReporterFunction", Request("dynamodb:PutItem", "CatalogTable", ("KEYS",)), False),
        ("ExecutorFunction", Request("kms:Decrypt", "SecretsKey", (), ("project", "run")), True),
        ("ExecutorFunction", Request("kms:Decrypt", "SecretsKey", (), ("webhook",)), False),
        ("JanitorFunction", Request("dynamodb:Query", "RunsTable/index/due"), True),
        ("JanitorFunction", Request("dynamodb:Query", "RunsTable/index/history"), False),
        ("ApiFunction", Request("s3:GetObject", "FilesBucket/*"), True),
        ("ApiFunction", Request("kms:Decrypt", "SecretsKey"), False),
    ],
    ids=lambda value: str(value)[:60],
)
def test_tests_are_held_to_the_roles(function: str, request_: Request, allowed_: bool) -> None:
    """What `tests/aws_stack.py` refuses to a function, IAM refuses too: conditions included."""
    assert may(function, request_) is allowed_


def test_a_call_beyond_the_role_is_refused_in_tests() -> None:
    """The hook of botocore stands before the call."""
    clients = watch(Clients(**OFFLINE))
    with acting_as("DashboardFunction"), pytest.raises(Forbidden, match="sns:Publish"):
        clients.sns.publish(TopicArn="arn:aws:sns:us-east-1:123456789012:outcomes", Message="{}")
