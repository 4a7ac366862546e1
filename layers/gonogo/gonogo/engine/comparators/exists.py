"""`exists`: there, whatever it is."""

from __future__ import annotations

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.expressions import Absent


def complaint(actual: object, expected: Scalar = None) -> str | None:
    """None if there is anything, null included.

    >>> complaint(None)
    >>> complaint(Absent('"id" is not a key of the document'))
    'expected it to be there: "id" is not a key of the document'
    """
    return f"expected it to be there: {actual.why}" if isinstance(actual, Absent) else None


COMPARATOR = Comparator(complaint, takes_value=False, takes_absent=True)
