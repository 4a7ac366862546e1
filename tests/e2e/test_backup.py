"""`gonogo backup` and `gonogo restore` against the deployed template, and the copy runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from gonogo.cli.app import answer
from tests.e2e.service import Service


@pytest.mark.timeout(240)
def test_the_sample_project_lives_on_under_another_name(
    service: Service, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was backed up, restored and started says go, as the project it came from does."""
    monkeypatch.setenv("GONOGO_URL", service.base)
    monkeypatch.setenv("GONOGO_KEY", service.local["admin_key"])
    sample = service.local["sample"]["project"]
    assert answer(["backup", str(tmp_path / "one"), "--project", sample]) == 0
    assert answer(["restore", str(tmp_path / "one"), "--project", name]) == 0
    assert answer(["backup", str(tmp_path / "two"), "--project", name]) == 0
    one, two = (
        {p.name: p.read_text() for p in (tmp_path / folder).rglob("*.yaml")}
        for folder in ("one", "two")
    )
    first = service.get(f"/v1/projects/{sample}").json()["name"]
    two["project.yaml"] = two["project.yaml"].replace(f"project: {name}", f"project: {first}")
    assert two == one
    started = service.post(f"/v1/projects/{name}/suites/smoke/start", {}).json()
    assert service.batch(started["batch"]["id"])["verdict"] == "go"
