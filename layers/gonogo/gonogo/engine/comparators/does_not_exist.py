"""`does_not_exist`: not there; null is."""

from __future__ import annotations

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.expressions import Absent
from gonogo.engine.values import name


def complaint(actual: object, expected: Scalar = None) -> str | None:
    """None if nothing is there, in a body that can be read.

    >>> complaint(Absent('"id" is not a key of the document'))
    >>> complaint(7)
    'expected nothing to be there, got number 7'
    """
    return (
        None if isinstance(actual, Absent) else f"expected nothing to be there, got {name(actual)}"
    )


COMPARATOR = Comparator(complaint, takes_value=False, takes_absent=True)
