"""S6: one package opens connections for others; nothing else imports what could."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "layers" / "gonogo" / "gonogo"
_MODULES = """
requests urllib3 http.client socket urllib.request httpx aiohttp pycurl websockets ftplib smtplib
poplib imaplib xmlrpc.client telnetlib
"""
CONNECTING = frozenset(_MODULES.split())
CONTROL_CHANNELS = ("cli/client.py", "local")
"""What a host outside Lambda says to its own server or emulator; no user's URL goes there."""


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module that a file names in an import, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _connecting(source: str) -> set[str]:
    return {
        module
        for name in imported(ast.parse(source))
        for module in CONNECTING
        if name == module or name.startswith(f"{module}.")
    }


def _excepted(path: Path) -> bool:
    allowed = [LIBRARY / place for place in ("egress", *CONTROL_CHANNELS)]
    return any(place == path or place in path.parents for place in allowed)


def test_only_egress_opens_connections() -> None:
    """boto3 speaks to AWS through its own client; everything else asks the HttpSender port."""
    sources = [*LIBRARY.rglob("*.py"), *(ROOT / "functions").rglob("*.py")]
    found = {
        str(path.relative_to(ROOT)): names
        for path in sources
        if not _excepted(path) and (names := _connecting(path.read_text()))
    }
    assert found == {}
    assert len(sources) > 10


@pytest.mark.parametrize(
    "line",
    [
        "import requests",
        "import requests.adapters as r",
        "from urllib import request",
        "from urllib.request import urlopen",
        "from http import client",
        "import http.client",
        "def f():\n    import socket",
    ],
)
def test_an_import_is_found_in_any_form(line: str) -> None:
    """Seeded: each of these must turn the test above red."""
    assert _connecting(line)


@pytest.mark.parametrize("line", ["import urllib.parse", "from http import HTTPStatus"])
def test_what_opens_nothing_is_free(line: str) -> None:
    """Parsing and names of statuses are no way out."""
    assert not _connecting(line)
