"""Records with every field drawn: one that is added later is drawn too, or its test goes red."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


def whole(record: type[T], **drawn: st.SearchStrategy[Any]) -> st.SearchStrategy[T]:
    """Such records, whatever is in them."""
    named = {each.name for each in fields(record)}  # type: ignore[arg-type]
    if drawn.keys() != named:
        raise TypeError(f"not drawn of {record.__name__}: {sorted(named ^ drawn.keys())}")
    return st.builds(record, **drawn)
