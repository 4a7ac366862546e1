"""Recorded events and the replies they must get; run as a module, it records the replies anew.

python -m tests.golden.recorded      # then read the difference before committing it
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gonogo.dialects import dialects
from gonogo.domain.commands import Answer, Command
from gonogo.web.api import build
from tests.golden.world import SETTINGS, dispatch

EVENTS = Path(__file__).resolve().parents[2] / "events"


def cases() -> list[Path]:
    """Every event of every dialect."""
    folders = [EVENTS / name for name in dialects.names]
    found = [path for folder in folders for path in sorted(folder.glob("*.json"))]
    return [path for path in found if not path.name.endswith(".expect.json")]


def expectation(path: Path) -> Path:
    """Where the reply to an event stands."""
    return path.with_suffix(".expect.json")


def dispatch_of(dialect: str) -> Callable[[Command], Answer]:
    """A dialect's own world (`world_<dialect>.py`), or the one that all others share."""
    own = f"tests.golden.world_{dialect}"
    if find_spec(own) is None:
        return dispatch
    found: Callable[[Command], Answer] = import_module(own).dispatch
    return found


def reply_to(path: Path) -> dict[str, Any]:
    """The reply to an event, its body parsed where it is JSON."""
    reply = build(dispatch_of(path.parent.name), SETTINGS)(
        json.loads(path.read_text(encoding="utf-8"))
    )
    kind = reply["headers"].get("Content-Type", "")
    body = reply["body"]
    return {
        "statusCode": reply["statusCode"],
        "headers": reply["headers"],
        "body": json.loads(body) if kind.endswith("json") and body else body,
    }


def record() -> None:
    """Write every reply."""
    for path in cases():
        text = json.dumps(reply_to(path), indent=2, ensure_ascii=False)
        expectation(path).write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    record()
