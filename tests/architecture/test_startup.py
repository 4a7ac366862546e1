"""What a cold start of the API loads, in a fresh interpreter."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "layers/gonogo"
UNWANTED = (
    "requests",
    "urllib3",
    "jinja2",
    "pydantic",
    "lxml",
    "yaml",
    "re2",
    "click",
    "rich",
    "xml.etree.ElementTree",
    "gonogo.engine",
    "gonogo.services.define",
    "gonogo.web.pages",
    "gonogo.web.reference",
    "gonogo.reports.junit",
    "gonogo.services.scheduling",
    "cronsim",
)
NOT_FOR_A_RING = (
    "requests",
    "jinja2",
    "pydantic",
    "lxml",
    "yaml",
    "cronsim",
    "gonogo.engine",
    "gonogo.dialects",
    "gonogo.web",
    "gonogo.services.define",
    "gonogo.services.execute",
)
HEAR = """
import json, sys
from gonogo import wiring
from gonogo.settings import Settings

wiring.scheduler(wiring.Parts(Settings()))
print(json.dumps(sorted(sys.modules)))
"""
BUILD_AND_TRIGGER = """
import json, sys
from gonogo.errors import NotFound
from gonogo.settings import Settings
from gonogo.web.api import build

def dispatch(command):
    raise NotFound("There is no such trigger.")

answer = build(dispatch, Settings(public_base="https://gonogo.example.com"))
http = {"method": "POST", "path": "/runscope/radar/x/trigger"}
reply = answer({"rawPath": http["path"], "body": '{"a": 1}', "requestContext": {"http": http}})
assert reply["statusCode"] == 404, reply
print(json.dumps(sorted(sys.modules)))
"""


def test_the_trigger_path_loads_no_heavy_module() -> None:
    """Handler built, every dialect loaded, one trigger answered: still none of these."""
    done = subprocess.run(  # noqa: S603 — our own interpreter and text
        [sys.executable, "-c", BUILD_AND_TRIGGER],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(LIBRARY), "POWERTOOLS_LOG_LEVEL": "CRITICAL"},
    )
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "gonogo.dialects.runscope" in loaded
    assert loaded.isdisjoint(UNWANTED)


def test_hearing_a_schedule_loads_what_starting_needs_and_no_more() -> None:
    """No engine, no dialect, no model: it starts every minute somewhere."""
    done = subprocess.run(  # noqa: S603 — our own interpreter and text
        [sys.executable, "-c", HEAR],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(LIBRARY)},
    )
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "gonogo.services.begin" in loaded
    assert loaded.isdisjoint(NOT_FOR_A_RING)
