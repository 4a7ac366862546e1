"""The hook script of CodeDeploy on instances, run by sh as its agent runs it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from typing import Any

import pytest
import requests

from tests.integration.recipes.conftest import Server
from tests.recipes import ROOT

SCRIPT = ROOT / "integrations" / "codedeploy" / "gonogo.sh"
AGENT = {
    "APPLICATION_NAME": "shop",
    "DEPLOYMENT_GROUP_NAME": "blue",
    "LIFECYCLE_EVENT": "ValidateService",
}


def hook(server: Server, suite: str, id: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The script as an agent calls it: without jq."""
    env: Mapping[str, str] = {
        "PATH": "/usr/bin:/bin",
        "DEPLOYMENT_ID": id,
        **AGENT,
        **server.variables(suite),
        **more,
    }
    return subprocess.run(  # noqa: S603
        ["sh", str(SCRIPT)],  # noqa: S607
        env=dict(env),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def newest(server: Server) -> Any:
    """The last batch that was started; None if there was none."""
    url = f"{server.stack.base}/v1/projects/shop/batches?limit=1"
    key = {"Authorization": f"Bearer {server.stack.admin}"}
    batches = requests.get(url, headers=key, timeout=30).json()["batches"]
    return batches[0]["id"] if batches else None


@pytest.mark.parametrize(("suite", "code"), [("Good", 0), ("Bad", 1)])
def test_the_verdict_is_the_exit_code(server: Server, suite: str, code: int) -> None:
    done = hook(server, suite, f"d-{suite}")
    assert done.returncode == code, done.stderr
    assert done.stderr.splitlines()[-1] == f"gonogo: {'no-go' if code else 'go'}"
    assert "/ui/batches/" in done.stderr


def test_all_instances_of_a_deployment_wait_for_the_same_runs(server: Server) -> None:
    """The same key starts once."""
    trigger = server.variables("Good")["GONOGO_TRIGGER_URL"]
    first = hook(server, "Good", "d-SAME", GONOGO_TRIGGER_URL=trigger)
    second = hook(server, "Good", "d-SAME", GONOGO_TRIGGER_URL=trigger)
    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stderr.splitlines()[0] == second.stderr.splitlines()[0]


def test_what_cannot_be_started_is_2(server: Server) -> None:
    """And says what came back."""
    wrong = f"{server.stack.base}/v1/triggers/00000000-0000-4000-8000-000000000000"
    done = hook(server, "Good", "d-WRONG", GONOGO_TRIGGER_URL=wrong)
    assert done.returncode == 2
    assert "the trigger answered 404" in done.stderr
    assert json.loads(done.stderr.splitlines()[-1])["code"] == "not_found"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GONOGO_TRIGGER_URL", "{base}/runscope/radar/{trigger}/trigger"),
        ("GONOGO_TRIGGER_URL", ""),
        ("GONOGO_URL", ""),
        ("GONOGO_KEY", ""),
    ],
)
def test_what_could_not_be_waited_for_is_not_started(server: Server, name: str, value: str) -> None:
    """A vendor's address starts tests too, and answers without the batch."""
    good = server.variables("Good")
    trigger = good["GONOGO_TRIGGER_URL"].rpartition("/")[2]
    given = {**good, name: value.format(base=server.stack.base, trigger=trigger)}
    before = newest(server)
    done = hook(server, "Good", "d-EARLY", **given)
    assert (done.returncode, newest(server)) == (2, before)
    assert name in done.stderr
