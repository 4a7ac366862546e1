"""Runs one script as the engine does, for tests of the machine."""

from __future__ import annotations

from typing import Any

from gonogo.engine.scripts import languages
from gonogo.engine.scripts._contract import Outcome, Script

REQUEST = {
    "method": "POST",
    "url": "http://api.test/things?a=1",
    "scheme": "http",
    "host": "api.test",
    "path": "/things",
    "params": [{"name": "a", "value": "1"}],
    "headers": {"X-One": ["1"]},
    "body": "text",
    "form": {},
    "content_type": "text/plain",
    "size_bytes": 4,
}
RESPONSE = {
    "status": 200,
    "reason": "OK",
    "headers": {"Content-Type": ["application/json"], "X-Two": ["a", "b"]},
    "body": '{"items":[1,2],"name":"Zoë"}',
    "response_time_ms": 12,
    "size_bytes": 29,
}


def script(source: str, *, seconds: float = 5.0, **given: Any) -> Outcome:
    """What a script did; without more it looks at a response."""
    fields: dict[str, Any] = {"event": "test", "request": REQUEST, "response": RESPONSE}
    made = Script(source=source, **{**fields, **given})
    return languages["javascript"].run(made, seconds, lambda: 1_700_000_000.0)
