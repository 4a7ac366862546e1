"""A schedule on the deployed template: it really rings, and what it starts really runs."""

from __future__ import annotations

import time
from typing import Any

import pytest
import requests

from tests.e2e.service import Service
from tests.e2e.test_trigger_path import step

pytestmark = pytest.mark.timeout(180)
PATIENCE = 100.0


def test_a_schedule_starts_its_project_at_once_and_again(service: Service, name: str) -> None:
    """Each minute one batch, with the schedule's id among its facts; none once it is deleted."""
    service.push(name, [step(service, f"/health?{name}")])
    headers = {"Authorization": f"Bearer {service.local['admin_key']}"}
    address = f"{service.base}/v1/projects/{name}"

    def call(method: str, path: str, **more: Any) -> Any:
        answer = requests.request(method, address + path, headers=headers, timeout=30, **more)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    made = call("POST", "/schedules", json={"interval": "1m", "at_once": True})
    end = time.monotonic() + PATIENCE
    batches: list[dict[str, Any]] = []
    while time.monotonic() < end and not (len(batches) == 2 and batches[-1]["finished"]):
        time.sleep(1)
        batches = call("GET", "/batches")["batches"]
    assert [batch["source"] for batch in batches] == ["schedule", "schedule"]
    assert batches[-1]["verdict"] == "go"
    assert batches[-1]["terms"]["build"] == {"schedule": made["id"]}
    call("DELETE", f"/schedules/{made['id']}")
    assert call("GET", "/schedules")["schedules"] == []
