"""Which operations of each vendor there are here, and which recorded events prove it.

python -m tests.compatibility      # writes docs/reference/compatibility.md
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from gonogo.dialects import dialects
from gonogo.dialects._contract import Conversation, Route
from gonogo.web.request import read_event
from gonogo.web.routing import NATIVE, choose, mount_all, place
from tests.golden.recorded import EVENTS, cases
from tests.golden.world import SETTINGS

PAGE = EVENTS.parent / "docs" / "reference" / "compatibility.md"
_HEAD = """# Compatibility

Every operation of the vendors that gonogo answers, and how:

- **supported**: it does what it does there;
- **stored**: what is sent is kept and given back, and nothing acts on it;
- **refused**: it answers that there is no such thing here.

The recorded events under `events/` prove it: each stands there with the reply that the test suite
expects, to the last field. Made by `python -m tests.compatibility`.
"""
_SHOWN = 4
Operation = Route | Conversation


def page() -> str:
    """The page, made from the routes and the recorded events."""
    proofs = proofs_by_route()
    return _HEAD + "".join(_section(name, proofs) for name in dialects.names if name != NATIVE)


def proofs_by_route() -> dict[tuple[str, str], list[Path]]:
    """The events that each dialect's operations answer, by the dialect and the plain path."""
    found: dict[tuple[str, str], list[Path]] = {}
    mounts = mount_all(SETTINGS)
    for path in cases():
        call = read_event(json.loads(path.read_text(encoding="utf-8")))
        address, mounted = place(call.path, call.host, mounts)
        for pattern, routes in mounted.paths():
            fits = re.fullmatch(re.sub("<[^>]+>", "[^/]+", pattern), address)
            if fits and any(call.method in route.methods for route in routes):
                route = choose(call.method, routes)
                found.setdefault((mounted.name, operation(route)), []).append(path)
    return found


def operation(route: Operation) -> str:
    """Methods and path without the versions that stand in front of it as aliases."""
    plain = re.sub(r"^/(api/)?v1(?=/)", "", route.path)
    return f"{' '.join(route.methods)} {plain}"


def _section(name: str, proofs: dict[tuple[str, str], list[Path]]) -> str:
    dialect = dialects[name]
    by_operation: dict[str, list[Operation]] = {}
    for route in dialect.routes:
        by_operation.setdefault(operation(route), []).append(route)
    lines = [f"\n## {dialect.title}\n", f"Below `{dialect.mount}`:\n"]
    lines += ["| operation | here | what it does | proven by |", "|---|---|---|---|"]
    for key, routes in by_operation.items():
        first = routes[0]
        address = "<br>".join(_address(route) for route in routes)
        methods, shown = " ".join(first.methods), ", ".join(_names(proofs.get((name, key), [])))
        lines.append(f"| {methods} {address} | {first.support} | {first.summary} | {shown} |")
    return "\n".join(lines) + "\n"


def _address(route: Operation) -> str:
    return f"`{route.path}`".replace("<", "{").replace(">", "}")


def _names(paths: list[Path]) -> Iterator[str]:
    for path in paths[:_SHOWN]:
        yield f"[{path.stem}](../../events/{path.parent.name}/{path.name})"
    if len(paths) > _SHOWN:
        yield f"{len(paths) - _SHOWN} more"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
