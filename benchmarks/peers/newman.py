"""newman, Postman's runner: a collection with a folder for each test, run one after the other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.peers._contract import Peer
from benchmarks.peers._installed import program, version_of
from benchmarks.workloads import C_SLOW, HASH, SUM, SUMMED, Workload, posts

_SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def prepare(folder: Path, workload: Workload, base: str) -> Sequence[str]:
    """One collection."""
    items = [
        {"name": f"Test {test}", "item": [_item(workload, n) for n in range(workload.steps)]}
        for test in range(workload.tests)
    ]
    variables = [{"key": "base", "value": base}, {"key": "token", "value": "none"}]
    collection = {"info": {"name": "b", "schema": _SCHEMA}, "variable": variables, "item": items}
    path = folder / "collection.json"
    path.write_text(json.dumps(collection), encoding="utf-8")
    return [program("newman") or "newman", "run", str(path), "--color", "off"]


def _item(workload: Workload, number: int) -> dict[str, Any]:
    script = [
        "pm.test('status', () => pm.expect(pm.response.code).to.equal(200));",
        f"pm.test('id', () => pm.expect(pm.response.json().id).to.equal({number}));",
        "pm.test('time', () => pm.expect(pm.response.responseTime).to.be.below(2000));",
        "pm.collectionVariables.set('token', pm.response.json().token);",
    ]
    request: dict[str, Any] = {
        "method": "POST" if posts(number) else "GET",
        "url": "{{base}}" + workload.path(number),
        "header": [{"key": "Authorization", "value": "Bearer {{token}}"}],
    }
    if posts(number):
        request["header"].append({"key": "Content-Type", "value": "application/json"})
        request["body"] = {"mode": "raw", "raw": '{"name": "book", "quantity": 2}'}
    events = []
    if workload.scripts:
        events.append(_event("prerequest", f"{HASH} pm.collectionVariables.set('hash', hash);"))
        script.append(f"{SUM} pm.test('sum', () => pm.expect(sum).to.equal({SUMMED}));")
    events.append(_event("test", *script))
    return {"name": str(number), "request": request, "event": events}


def _event(listen: str, *lines: str) -> dict[str, Any]:
    return {"listen": listen, "script": {"type": "text/javascript", "exec": list(lines)}}


PEER = Peer("newman", prepare, lambda: version_of("newman"), without=(C_SLOW.name,))
