"""What pages tell people to type, as words: out of fences of shell, and out of backticks."""

from __future__ import annotations

import re
import shlex
from pathlib import Path


def commands_in(page: Path, program: str) -> list[list[str]]:
    """The calls of a program that a page shows."""
    text = page.read_text(encoding="utf-8")
    fences = re.findall(r"```(?:sh|shell)\n(.*?)```", text, re.S)
    lines = [line for fence in fences for line in fence.replace("\\\n", " ").split("\n")]
    prose = re.sub(r"```.*?```", "", text, flags=re.S)
    spoken = [" ".join(found.split()) for found in re.findall(r"`([^`]+)`", prose)]
    called = [line for line in (*lines, *spoken) if line.startswith(f"{program} ")]
    return [shlex.split(line, comments=True) for line in called]
