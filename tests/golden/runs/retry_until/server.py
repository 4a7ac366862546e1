"""Jobs that are done at the third look, and some that never are."""

from __future__ import annotations

import json

asked: dict[str, int] = {}


def answer(
    method: str, path: str, headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    """How a job is getting on."""
    asked[path] = asked.get(path, 0) + 1
    done = path.startswith("/jobs/") and asked[path] >= 3
    document = {"state": "done" if done else "busy", "asked": asked[path]}
    return 200, {"Content-Type": "application/json"}, json.dumps(document).encode()
