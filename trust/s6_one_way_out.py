"""S6: one package opens connections for others."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from trust._figure import Figure
from trust._tests import shown_by

_READ = Path.read_text


def _another_way() -> AbstractContextManager[object]:
    """A comparison that fetches by itself."""

    def read_text(path: Path, *how: Any, **more: Any) -> str:
        text = _READ(path, *how, **more)
        return f"{text}\nfrom urllib import request\n" if path.name == "patterns.py" else text

    return patch.object(Path, "read_text", read_text)


FIGURE = Figure(
    id="S6",
    claim="packages of the library and its functions that may open sockets, besides AWS's client",
    bar="1: `egress`",
    measure=shown_by("tests/architecture/test_one_way_out.py", at_least=10),
    planted={"another module imports a client": _another_way},
)
