"""A step of another tool that nobody here can perform: imported, pushed, run, and told of."""

from __future__ import annotations

import json
from typing import Any

from gonogo.cli.importing.convert import convert
from gonogo.importers._contract import Options, Source
from gonogo.services.define import read, to_plain
from tests.aws_stack import aws_stack
from tests.fakes import FakeClock, FakeHttp
from tests.integration.test_front_door import Door

BROWSER = {"test_name": "Shop", "ghost_inspector_id": "5f0c"}
EXPORT = {
    "name": "Shop",
    "steps": [
        {"step_type": "request", "id": "r-1", "method": "GET", "url": "http://api.example/"},
        {"step_type": "ghost-inspector", "id": "g-1", "note": "a browser", **BROWSER},
        {
            "step_type": "condition",
            "id": "c-1",
            "left_value": "a",
            "comparison": "equal",
            "right_value": "a",
            "steps": [{"step_type": "holo-deck", "id": "h-1", "size": 3}],
        },
    ],
}


def executed() -> tuple[Any, Any, str]:
    """Imported from the export, pushed, started, executed: natively, as the vendor, and notes."""
    text, notes = convert("runscope", Source(json.dumps(EXPORT), "file"), Options())
    with aws_stack(FakeClock(), FakeHttp()) as stack:
        door = Door(stack)
        document = {"project": "orders", **to_plain(read(text, "shop.yaml"))}
        door.call("POST", "/v1/definitions", document, key=door.admin)
        _, started = door.call("POST", "/v1/projects/orders/tests/Shop/start", {}, key=door.admin)
        run = started["runs"][0]
        stack.execute()
        native = door.call("GET", f"/v1/runs/{run['id']}", key=door.admin)[1]
        project, test = door.project, native["test"]["id"]
        theirs = f"/runscope/buckets/{project}/tests/{test}/results/{run['id']}"
        vendor = door.call("GET", theirs, key=door.admin)[1]["data"]
    return native, vendor, "\n".join(note.what for note in notes.found)


def test_what_nobody_can_perform_is_skipped_with_a_reason_and_never_dropped() -> None:
    """The run is judged by the rest; the vendor's clients find every step where it was."""
    native, vendor, told = executed()
    assert "ghost-inspector" in told
    assert "holo-deck" in told
    steps = {step["type"]: step for step in native["result"]["steps"]}
    for kind in ("ghost-inspector", "holo-deck"):
        assert steps[kind]["status"] == "skipped"
        assert kind in steps[kind]["remark"]
    assert native["status"] == "passed"
    assert [each["uuid"] for each in vendor["requests"][1:]] == ["r-1", "g-1", "c-1", "h-1", "c-1"]
    browser = vendor["requests"][2]
    assert (browser["result"], browser["url"], browser["note"]) == ("skipped", None, "a browser")
    assert browser["step_type"] == "ghost-inspector"
    assert "ghost-inspector" in browser["error_messages"][0]
