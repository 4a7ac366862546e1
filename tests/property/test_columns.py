"""Rows turned into columns come back as they were."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from gonogo.aws.columns import to_columns, to_rows

SCALARS = (
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from([1.0, 0.5, "", "a", "ab"])
)
NESTED = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abk=nfl"), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.lists(NESTED, max_size=8))
def test_columns_give_the_rows_back(rows: list[object]) -> None:
    """Through JSON, as they are stored: 1, 1.0 and true stay apart, ragged rows too."""
    stored = json.loads(json.dumps(to_columns(rows)))
    assert json.dumps(to_rows(stored, len(rows)), sort_keys=True) == json.dumps(
        rows, sort_keys=True
    )
