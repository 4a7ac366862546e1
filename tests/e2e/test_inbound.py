"""Calls from outside come through the deployed gateway."""

from __future__ import annotations

import pytest
import requests

from tests.e2e.service import Service

pytestmark = pytest.mark.timeout(180)


def test_an_address_that_nobody_waits_at_is_not_there(service: Service) -> None:
    """Whatever the method."""
    address = f"{service.base}/v1/inbound/00000000-0000-4000-8000-000000000000"
    assert {requests.request(m, address, timeout=40).status_code for m in ("GET", "PUT")} == {404}
