"""A secret on the deployed template: the API may only store it, and only a run may read it."""

from __future__ import annotations

import pytest

from tests.e2e.service import Service

VALUE = "s3cret/of-the shop"


@pytest.mark.timeout(180)
def test_a_run_reads_what_the_api_cannot(service: Service, name: str) -> None:
    """By the roles of the template; and no answer shows it."""
    url = service.api + "/health?key={{url_encode({{get_secret(api key)}})}}"
    script = "variables.set('length', String(get_secret('api key').length))"
    service.push(name, [{"url": url, "scripts": [script]}])
    stored = service.put(f"/v1/projects/{name}/secrets/api%20key", {"value": VALUE})
    assert stored.status_code == 200, stored.text
    started = service.post(f"/v1/projects/{name}/start", {}).json()
    batch = service.batch(started["batch"]["id"])
    run = service.get(f"/v1/runs/{started['runs'][0]['id']}").text
    assert batch["verdict"] == "go", run
    assert "?key=***" in run
    assert f'"length":"{len(VALUE)}"' in run
    assert "s3cret" not in run
