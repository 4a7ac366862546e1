"""The exit codes of the command line: an interface that pipelines read."""

from __future__ import annotations

from typing import Final

GO: Final = 0
"""The verdict is go; or, for a command without a verdict, it did what was asked."""
NO_GO: Final = 1
"""The verdict is no-go."""
ERROR: Final = 2
"""No verdict: a bad file, wrong usage, nothing selected, no server, a refusal."""
TIMEOUT: Final = 3
"""The time given with `--timeout` passed before there was a verdict."""
INTERRUPTED: Final = 130
"""Ctrl-C, as shells count it."""
