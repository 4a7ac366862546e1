"""I2: roles allow what their functions can call, and no more; nothing is allowed wholesale."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from unittest.mock import patch

from tests.rights import policies
from tests.rights.actions import OUTSIDE, needed
from tests.rights.policies import Right
from trust._figure import Figure, Measured

_ALLOWED = policies.allowed
_WITHOUT_RESOURCE = policies.TRACING | {
    "codepipeline:AcknowledgeJob",
    "codepipeline:GetJobDetails",
    "codepipeline:PutJobSuccessResult",
    "codepipeline:PutJobFailureResult",
}
"""Actions that IAM knows no resource for: traces, and the jobs of pipelines."""


def _measure(_cases: int) -> Measured:
    rights = superfluous = missing = wildcards = 0
    for function, folder in policies.functions().items():
        allowed, wanted = policies.allowed(function), set(needed(folder))
        wanted |= policies.by_platform(function)
        rights += len(allowed)
        superfluous += len(allowed - wanted)
        missing += len(wanted - allowed - _UNUSED)
        wildcards += sum(_wholesale(statement) for statement in policies.statements_of(function))
    return Measured(
        figure=f"{wildcards} wildcards, {superfluous} superfluous, {missing} missing of {rights}",
        holds=rights > 0 and not superfluous and not missing and not wildcards,
    )


_UNUSED = {("kms:Encrypt", "SecretsKey")}
"""`tests/architecture/test_rights.py` says why the reporter does without it."""


def _wholesale(statement: policies.Statement) -> bool:
    actions = policies.listed(statement["Action"])
    everything = "*" in policies.listed(statement["Resource"])
    return any("*" in action for action in actions) or (
        everything and not set(actions) <= _WITHOUT_RESOURCE
    )


def _with(right: Right) -> Callable[[], AbstractContextManager[object]]:
    return lambda: patch.object(policies, "allowed", lambda name: _ALLOWED(name) | {right})


def _without(right: Right) -> Callable[[], AbstractContextManager[object]]:
    return lambda: patch.object(policies, "allowed", lambda name: _ALLOWED(name) - {right})


FIGURE = Figure(
    id="I2",
    claim="rights of the eight functions' roles that are wildcards, that no code of the function"
    " uses, or that its code uses and the role lacks",
    bar="0 of each",
    measure=_measure,
    planted={
        "every role answers gates": _with(
            ("codedeploy:PutLifecycleEventHookExecutionStatus", OUTSIDE)
        ),
        "outcomes cannot be published": _without(("sns:Publish", "OutcomesTopic")),
    },
)
