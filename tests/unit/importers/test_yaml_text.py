"""What is written as YAML reads back as the same values."""

from __future__ import annotations

import pytest

from gonogo.cli.importing.yaml_text import write
from gonogo.services.define.text import load


@pytest.mark.parametrize(
    "value", [1e-05, 1e16, 1.5, 0, "1e5", "1_0", "0x1", "no", "a: b\n", " a\n b", "\t", "é", ""]
)
def test_a_value_comes_back(value: object) -> None:
    assert load(write({"a": value})).value == {"a": value}
