"""H2: nothing that is written into a method, a URL or a header starts a second request."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from unittest.mock import patch

from trust._figure import Figure
from trust._tests import shown_by


def _folds_pass() -> AbstractContextManager[object]:
    """A line break followed by a space was legal once, and some servers read a header there."""
    return patch("gonogo.egress.headers._BAD_VALUE", re.compile(r"\x00|[\r\n](?![ \t])"))


def _framing_is_the_users() -> AbstractContextManager[object]:
    """A length and a transfer coding beside ours: the server ends the body where it likes."""
    return patch("gonogo.egress.headers.RESERVED", frozenset())


FIGURE = Figure(
    id="H2",
    claim="forms of a request that smuggle another one and are sent",
    bar="0 of 31",
    measure=shown_by(
        "tests/unit/egress/test_injections.py::test_injection_is_refused", at_least=31
    ),
    planted={"folded lines pass": _folds_pass, "framing is the user's": _framing_is_the_users},
)
