"""Our definitions as Runscope exports: every key that converters in the field read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gonogo.formats.runscope import DerivedIds, Writing, write_environment, write_steps
from gonogo.formats.runscope.ids import derived
from gonogo.importers._contract import Exported, Notes, Plain


def write(document: Mapping[str, Any]) -> Exported:
    """One test as an object, several as an array."""
    notes = Notes()
    shared = list(document.get("environments", ()))
    own = {
        t["name"]: [e["name"] for e in t.get("environments", ())] for t in document.get("tests", ())
    }
    to = Writing(DerivedIds(own), notes)
    tests = [_test(test, shared, to) for test in document.get("tests", ())]
    for suite in document.get("suites", ()):
        notes.lost(suite["name"], "the suite; the format has tests only")
    written: Any = tests[0] if len(tests) == 1 else tests
    return Exported(json.dumps(written, ensure_ascii=False, indent=2) + "\n", notes)


def _test(test: Plain, shared: list[Plain], to: Writing) -> Plain:
    name, ids, notes = test["name"], to.ids, to.notes
    own = test.get("environments", ())
    environments = [write_environment(e, name, ids, name, notes) for e in own]
    environments += [write_environment(e, None, ids, "shared", notes) for e in shared]
    chosen = test.get("environment")
    default = next((e["id"] for e in environments if e["name"] == chosen), None)
    if test.get("tags"):
        notes.lost(name, f"the tags {', '.join(test['tags'])}")
    return {
        "id": ids.test(name),
        "name": name,
        "version": "1.0",
        "exported_at": 0,
        "description": test.get("description") or None,
        # Converters insist on the key; whoever takes the test in gives it its own.
        "trigger_url": f"https://api.runscope.com/radar/{derived('trigger', name)}/trigger",
        "default_environment_id": default or (environments[0]["id"] if environments else None),
        "environments": environments,
        "schedules": [],
        "steps": write_steps(test["steps"], (name,), name, to),
        **({"gonogo": {"tags": list(test["tags"])}} if test.get("tags") else {}),
    }
