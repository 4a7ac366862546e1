"""When whoever asks gives up, as each kind tells it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from gonogo.domain.gate import Knock, gate_of
from gonogo.gates import codepipeline_approval, ecs_pause

NOBODY: Any = None
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC).timestamp()
NOW = NOON - 600


@pytest.mark.parametrize(("waits", "last"), [(3600.0, 3300.0), (600.0, 450.0), (0.0, 0.0)])
def test_the_last_moment_leaves_time_to_tell(waits: float, last: float) -> None:
    """Five minutes, but never more than a quarter of the wait."""
    asked: Any = {"kind": "ecs_pause", "identity": "i", "reference": {}, "subject": {}}
    assert gate_of(Knock(**asked, deadline_at=NOW + waits), NOW).last_moment == NOW + last


@pytest.mark.parametrize(
    ("expires", "deadline"),
    [
        ("2026-12-01T12:00Z", NOON),
        ("2026-12-01T12:00:00+00:00", NOON),
        ("soon", NOW + codepipeline_approval.LONGEST_SECONDS),
    ],
)
def test_an_approval_tells_until_when(expires: str, deadline: float) -> None:
    approval = {"approval": {"token": "t", "expires": expires}}
    event = {"Records": [{"Sns": {"Message": json.dumps(approval)}}]}
    (knock,) = codepipeline_approval.read(event, NOBODY, NOW) or ()
    assert knock.deadline_at == deadline


DAY_LATER = NOW + ecs_pause.DEFAULT_SECONDS


@pytest.mark.parametrize(
    ("expires", "deadline"),
    [
        *((form, NOON) for form in (NOON, NOON * 1000, "2026-12-01T12:00:00Z")),
        *((form, DAY_LATER) for form in (None, "soon", 1e300, -1, float("nan"), 10**400)),
    ],
)
def test_a_pause_tells_it_in_any_form(expires: object, deadline: float) -> None:
    """Seconds, milliseconds or a text: nothing documents which; else the default counts."""
    of = {"serviceDeploymentArn": "arn", "hookId": "hook"}
    detail = {**of, "eventName": "HOOK_AWAITING_ACTION", "expiresAt": expires}
    event = {"detail-type": "ECS Hook State Change", "detail": detail}
    (knock,) = ecs_pause.read(event, NOBODY, NOW) or ()
    assert getattr(knock, "deadline_at", None) == deadline
