"""A fault of two figures: messages do not say whose they are, first come, first served."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from gonogo.aws.queue import SqsRunQueue
from gonogo.domain.ids import ProjectId

_SEND = SqsRunQueue._send_some


def no_turns() -> AbstractContextManager[object]:
    """All messages are of one project."""

    def unnamed(queue: SqsRunQueue, messages: Any) -> None:
        _SEND(queue, [replace(message, project=ProjectId("all")) for message in messages])

    return patch.object(SqsRunQueue, "_send_some", unnamed)
