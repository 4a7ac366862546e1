"""A2: no expression outlives its second."""

from __future__ import annotations

from contextlib import AbstractContextManager
from subprocess import Popen
from typing import Any
from unittest.mock import patch

from gonogo.engine import worker
from trust._figure import Figure
from trust._tests import shown_by

_INIT = worker._Killer.__init__


def _patient() -> AbstractContextManager[object]:
    """Whoever evaluates is killed much later than after its second."""

    def init(killer: Any, process: Popen[bytes], seconds: float) -> None:
        _INIT(killer, process, seconds if seconds == worker.START_SECONDS else 3 * seconds)

    return patch.object(worker._Killer, "__init__", init)


FIGURE = Figure(
    id="A2",
    claim="bombs of JSONPath, JMESPath, XPath, XML and JSON Schema that do not end in about a "
    "second as an expression's error",
    bar="0 of 31; at least 30",
    measure=shown_by(
        "tests/unit/engine/test_languages.py::test_bomb_ends_as_an_expression_error",
        "tests/unit/engine/test_xpath.py::test_costly_expression_is_killed_and_the_next_one_answered",
        at_least=31,
    ),
    planted={"a patient killer": _patient},
)
