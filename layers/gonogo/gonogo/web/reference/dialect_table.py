"""The page that lists every dialect's addresses, which the template's catch-all does not."""

from __future__ import annotations

from collections.abc import Iterator

from gonogo.dialects import dialects
from gonogo.dialects._contract import Conversation, Dialect, Route

_HEAD = """# Dialects

gonogo answers in these dialects. Paths stand below the dialect's mount, or at the root where the
first label of the request's Host is the dialect's name. Made by `python -m gonogo.web.reference`.
"""

_BEGIN = "<!-- dialects: made by `python -m gonogo.web.reference` -->"
_END = "<!-- end of dialects -->"


def dialect_page() -> str:
    """The page, made from the routes."""
    return _HEAD + "".join(_section(name) for name in dialects.names)


def first_screen(readme: str) -> str:
    """The README with its table of trigger URLs made anew, between its two comments."""
    before, begin, rest = readme.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    rows = [_trigger_row(dialects[name]) for name in dialects.names]
    table = "\n".join(["| dialect | trigger URL |", "|---|---|", *sorted(rows, reverse=True)])
    return f"{before}{begin}\n\n{table}\n\n{end}{after}"


def _trigger_row(dialect: Dialect) -> str:
    """A dialect's first route is the one that starts something."""
    return f"| {dialect.title} | `{_address(dialect, dialect.routes[0])}` |"


def _section(name: str) -> str:
    dialect = dialects[name]
    lines = [f"\n## {dialect.title} (`{name}`)\n", f"Mount: `{dialect.mount}`\n"]
    lines += [f"{dialect.spellings}\n"] if dialect.spellings else []
    lines += ["| method | path | what it does |", "|---|---|---|"]
    return "\n".join([*lines, *_rows(name)]) + "\n"


def _rows(name: str) -> Iterator[str]:
    dialect = dialects[name]
    for route in dialect.routes:
        yield f"| {' '.join(route.methods)} | `{_address(dialect, route)}` | {route.summary} |"


def _address(dialect: Dialect, route: Route | Conversation) -> str:
    return (dialect.mount + route.path).replace("<", "{").replace(">", "}")
