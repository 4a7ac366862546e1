"""The process `gonogo`: starts quickly, runs one command, leaves with its exit code."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from io import TextIOWrapper

YOUNG = 50_000
"""Objects made before the collector first looks: imports make many, and hardly any garbage."""


def main() -> None:
    """Run the command line and leave the process."""
    gc.set_threshold(YOUNG, 20, 50)
    _open_streams()
    from gonogo.cli.app import answer

    code = answer(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        # Whoever read the output has left (`| head`), or it is full, which was told.
        with suppress(OSError):
            stream.flush()
    # Nothing is left to be tidied up: threads that still wait for a server need no goodbye.
    os._exit(code)


def _open_streams() -> None:
    """Have all three: Python has None for one that is closed, and a file would take its number."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A name in signs that the output's encoding lacks must not end the run.
            stream.reconfigure(errors="backslashreplace")
