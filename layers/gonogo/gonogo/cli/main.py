"""The process `gonogo`: starts quickly, runs one command, leaves with its exit code."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

YOUNG = 50_000
"""Objects made before the collector first looks: imports make many, and hardly any garbage."""


def main() -> None:
    """Run the command line and leave the process."""
    gc.set_threshold(YOUNG, 20, 50)
    from gonogo.cli.app import answer

    code = answer(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with suppress(BrokenPipeError):  # whoever read the output has left (`| head`)
            stream.flush()
    # Nothing is left to be tidied up: threads that still wait for a server need no goodbye.
    os._exit(code)
