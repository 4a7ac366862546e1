"""The page that lists every dialect's addresses, which the template's catch-all does not."""

from __future__ import annotations

from collections.abc import Iterator

from gonogo.dialects import dialects

_HEAD = """# Dialects

gonogo answers in these dialects. Paths stand below the dialect's mount, or at the root where the
first label of the request's Host is the dialect's name. Made by `python -m gonogo.web.reference`.
"""


def dialect_page() -> str:
    """The page, made from the routes."""
    return _HEAD + "".join(_section(name) for name in dialects.names)


def _section(name: str) -> str:
    dialect = dialects[name]
    lines = [f"\n## {dialect.title} (`{name}`)\n", f"Mount: `{dialect.mount}`\n"]
    lines += ["| method | path | what it does |", "|---|---|---|"]
    return "\n".join([*lines, *_rows(name)]) + "\n"


def _rows(name: str) -> Iterator[str]:
    dialect = dialects[name]
    for route in dialect.routes:
        path = (dialect.mount + route.path).replace("<", "{").replace(">", "}")
        yield f"| {' '.join(route.methods)} | `{path}` | {route.summary} |"
