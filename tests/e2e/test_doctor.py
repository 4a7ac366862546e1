"""`gonogo doctor --stack` against the deployed template."""

from __future__ import annotations

import json
import subprocess
import sys

from gonogo.local.ministack import NAME
from gonogo.local.place import Place, credentials, environment
from gonogo.local.process import Process


def test_the_deployed_stack_is_sound() -> None:
    """Its gates can be called and may answer, events come in, and nothing lies dead."""
    place = Place.of_clone()
    ministack = Process.recalled(place, NAME)
    assert ministack is not None
    env = environment(place, **credentials(f"http://127.0.0.1:{ministack.port}"))
    done = subprocess.run(
        [sys.executable, "-m", "gonogo.cli", "doctor", "--json", "--stack", "gonogo"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    findings = json.loads(done.stdout)["findings"]
    said = {each["what"]: each["state"] for each in findings}
    assert said["Gates function CodeDeployHook_gonogo"] == "good"
    assert said["Events of deployments come in"] == "good"
    assert said["GateDeadLetters is empty"] == "good"
