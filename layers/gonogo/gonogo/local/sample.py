"""The sample that a fresh stack starts with: an API to test, and a project that tests it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from gonogo.local.ministack import healthy
from gonogo.local.place import Place, credentials, environment, free_port
from gonogo.local.process import DidNotStart, Process, start

NAME = "sample-api"
USUAL_PORT = 8811
USUAL_URL = f"http://127.0.0.1:{USUAL_PORT}"
PROGRAM = "examples/sample_api.py"
PROJECT = "examples/orders/orders.yaml"


def api(place: Place) -> Process:
    """The sample API: the one that runs, else a new one."""
    last = Process.recalled(place, NAME)
    if last and last.alive() and healthy(last.port, "/health"):
        return last
    if last:
        last.stop()
    port = free_port(last.port if last else None, USUAL_PORT)
    return start(
        place,
        NAME,
        [sys.executable, str(place.root / PROGRAM), "--port", str(port)],
        port=port,
        mark=PROGRAM,
        ready=lambda: healthy(port, "/health"),
        env=environment(place),
    )


def first_key(place: Place, endpoint: str, outputs: Mapping[str, str]) -> str:
    """An admin key, made by whoever holds the AWS credentials: here, by us."""
    tables = {"CATALOG_TABLE": outputs["CatalogTable"], "RUNS_TABLE": outputs["RunsTable"]}
    env = environment(place, **credentials(endpoint), **tables)
    return _said(place, [sys.executable, "-m", "gonogo.local.first_key"], env).strip()


def push(place: Place, base_url: str, key: str, sample_url: str) -> dict[str, Any]:
    """Push the sample project as a user would; answers what the push printed."""
    text = (place.root / PROJECT).read_text(encoding="utf-8")
    # Its port is usually free; where it is not, the sample's tests follow the API.
    copy = place.home / "orders.yaml"
    copy.write_text(text.replace(USUAL_URL, sample_url), encoding="utf-8")
    env = environment(place, GONOGO_URL=base_url, GONOGO_KEY=key)
    command = [sys.executable, "-m", "gonogo.cli", "push", str(copy), "--json"]
    said: dict[str, Any] = json.loads(_said(place, command, env))
    return said


def version(place: Place) -> str:
    """Changes when the sample project does."""
    return hashlib.sha256((place.root / PROJECT).read_bytes()).hexdigest()[:16]


def described(base_url: str, pushed: Mapping[str, Any], sample_url: str) -> dict[str, Any]:
    """The sample as `local.json` tells it: its project, and each suite's trigger URL."""
    suites = {
        change["name"]: f"{base_url}/runscope/radar/{change['trigger']}/trigger"
        for change in pushed.get("changes", ())
        if change["kind"] == "suite" and change.get("trigger")
    }
    return {
        "project": pushed.get("project", {}).get("id"),
        "trigger_url": next(iter(suites.values()), None),
        "suites": suites,
        "api": sample_url,
    }


def _said(place: Place, command: list[str], env: Mapping[str, str]) -> str:
    ran = subprocess.run(  # noqa: S603 - our own programs, our own arguments
        command, env=dict(env), cwd=place.root, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise DidNotStart(f"{' '.join(command[1:4])} failed:\n{(ran.stderr or ran.stdout)[-2000:]}")
    return ran.stdout
