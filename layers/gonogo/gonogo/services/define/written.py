"""A number that remembers how it was written: as a variable, `1.10` is not `1.1`."""

from __future__ import annotations


class Written(float):
    """Behaves as the number; `text` is what stood in the file."""

    text: str
