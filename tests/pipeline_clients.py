"""What runs in a pipeline: bash with curl, Node with fetch, Python with requests."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping


def bash(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A script under bash, with only this environment."""
    return _run([_tool("bash"), "-c", script], environment)


def node(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A program under Node, as a module."""
    return _run([_tool("node"), "--input-type=module", "-e", program], environment)


def python(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A program under this Python."""
    return _run([sys.executable, "-c", program], environment)


def _tool(name: str) -> str:
    found = shutil.which(name)
    assert found, f"The recipes are run with the real {name}: install it."
    return found


def _run(command: list[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    path = "/usr/local/bin:/usr/bin:/bin"
    return subprocess.run(  # noqa: S603 - programs of the tests
        command,
        env={"PATH": path, "NO_PROXY": "*", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
