"""Calls of the control planes that gates answer to: their errors in our words, texts cut.

AWS's clients check neither lengths nor patterns (`contracts/aws.md`, fact 10).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from gonogo.errors import GonogoError, Unavailable
from gonogo.gates._contract import Denied, Late, Lost

T = TypeVar("T")

_LATE = frozenset(
    {
        "LifecycleEventAlreadyCompletedException",
        "InvalidJobStateException",
        "ApprovalAlreadyCompletedException",
        "InvalidApprovalTokenException",
        "InvalidParameterException",
        "JobNotFoundException",
        "ServiceDeploymentNotFoundException",
    }
)
"""There is an answer already, or nobody waits any more: `contracts/aws.md` 12."""
_LOST = frozenset(
    {
        "DeploymentDoesNotExistException",
        "InvalidLifecycleEventHookExecutionIdException",
        "InvalidDeploymentIdException",
        "DeploymentIdRequiredException",
        "UnsupportedActionForDeploymentTypeException",
        "InvalidLifecycleEventHookExecutionStatusException",
        "PipelineNotFoundException",
        "StageNotFoundException",
        "ActionNotFoundException",
        "ActionTypeNotFoundException",
        "ValidationException",
        "UnsupportedFeatureException",
        "DeploymentNotStartedException",
    }
)
_DENIED = frozenset({"AccessDeniedException", "AccessDenied", "UnauthorizedOperation"})


class Refused(GonogoError):
    """An error that one call alone knows the meaning of."""

    code = "refused"

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


def call(operation: Callable[..., T], **params: Any) -> T:
    """The answer; raises `Late`, `Lost`, `Denied` or `Unavailable`, else `Refused`."""
    try:
        return operation(**params)
    except ClientError as error:
        name = error.response["Error"]["Code"]
        said = f"{name}: {error.response['Error'].get('Message', '')}".rstrip(": ")
        if name in _LATE:
            raise Late(said) from error
        if name in _LOST:
            raise Lost(said) from error
        if name in _DENIED:
            raise Denied(said) from error
        if name == "InvalidNonceException":
            raise Refused(name, said) from error
        raise Unavailable(said) from error
    except BotoCoreError as error:
        raise Unavailable(str(error)) from error


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
