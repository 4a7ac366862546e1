"""A measurement in a process of its own, so that none sees what another left behind."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from trust._figure import Figure, Measured

_TREE = Path(__file__).parent.parent


class Broken(Exception):
    """The measurement itself failed, or did not end in its time."""


def measured(figure: Figure, *, few: bool = False, planted: str | None = None) -> Measured:
    """What the figure is; raises `Broken`."""
    options = [*(["--few"] if few else []), *(["--planted", planted] if planted else [])]
    command = [sys.executable, "-m", "trust", figure.id, "--here", *options]
    try:
        done = subprocess.run(
            command, cwd=_TREE, capture_output=True, text=True, timeout=figure.seconds, check=True
        )
    except subprocess.TimeoutExpired as error:
        raise Broken(f"not done after {figure.seconds:.0f} s") from error
    except subprocess.CalledProcessError as error:
        raise Broken(f"the measurement itself failed: {error.stderr[-2000:]}") from error
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def found(figure: Figure, fault: str) -> bool:
    """Whether the figure turns red with this fault in our code."""
    return measured(figure, few=True, planted=fault).holds is False
