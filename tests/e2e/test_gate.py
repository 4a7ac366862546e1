"""Deployments that ask the deployed template: `make demo-gate`, to its last line."""

from __future__ import annotations

import pytest

from gonogo.local.demo_gate import demo_gate


@pytest.mark.timeout(300)
def test_a_deployment_hears_go_and_another_no_go() -> None:
    """By the roles of the template: hook, tests, verdict; and a rollback is not held up."""
    lines: list[str] = []
    assert demo_gate(lines.append) == 0, "\n".join(lines)
    assert lines[-1].strip() == "CodeDeploy was told: Succeeded, Failed, Succeeded."
    assert any("expected 25, got 12.5" in line for line in lines)
