"""A run that waits is called through the deployed gateway."""

from __future__ import annotations

import pytest
import requests

from tests.e2e.service import Service

pytestmark = pytest.mark.timeout(180)


def test_a_run_takes_the_call_that_it_asked_for(service: Service, name: str) -> None:
    """It calls its own URL, as the service under test would: before the step begins to wait."""
    body = "order=7&paid=yes"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    call = {"method": "PATCH", "url": "{{gonogo_inbound_url}}?n=1", "body": body}
    wait = {
        "type": "inbound",
        "timeout": 20,
        "assertions": [
            {"source": "request_method", "value": "PATCH"},
            {"source": "request_query", "property": "n", "value": "1"},
            {"source": "response_text", "value": body},
        ],
    }
    trigger = service.push(name, [{**call, "headers": headers}, wait])
    started = requests.get(f"{service.base}/v1/triggers/{trigger}", timeout=40).json()
    batch = service.batch(started["batch"]["id"])
    assert batch["verdict"] == "go", batch["reasons"]


def test_an_address_that_nobody_waits_at_is_not_there(service: Service) -> None:
    """Whatever the method."""
    address = f"{service.base}/v1/inbound/00000000-0000-4000-8000-000000000000"
    assert {requests.request(m, address, timeout=40).status_code for m in ("GET", "PUT")} == {404}
