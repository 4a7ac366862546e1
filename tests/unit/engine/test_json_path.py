"""The JSON path dialect."""

from __future__ import annotations

import pytest

from gonogo.engine.expressions import Absent
from gonogo.engine.json_path import find

DOCUMENT = {
    "a": {"b": [{"c": 1}, {"c": 2}], "length": 9, "0": "zero"},
    "s": "text",
    "n": 5,
    "none": None,
    "a b": {'q"': 3},
    "x-y_z": 4,
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a.b[0].c", 1),
        ("$.a.b[-1].c", 2),
        ("$['a']['b'][1][\"c\"]", 2),
        ("a.b.length", 2),
        ("a.b.1.c", 2),
        ("s.length", 4),
        ("a.length", 9),
        ("a[0]", "zero"),
        ("none", None),
        ('["a b"]["q\\""]', 3),
        ("x-y_z", 4),
        (" s ", "text"),
        ("", DOCUMENT),
        ("$", DOCUMENT),
    ],
)
def test_it_finds(path: str, value: object) -> None:
    assert find(DOCUMENT, path) == value


def test_a_list_may_be_the_document() -> None:
    assert find([{"number": 7}], "[0].number") == 7
    assert find([1, 2, 3], "length") == 3


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("a.z", '"z" is not a key of a'),
        ("z", '"z" is not a key of the document'),
        ("a.b[2]", "a.b has 2 items, so there is no [2]"),
        ("a.b[-3]", "a.b has 2 items, so there is no [-3]"),
        ("a.b.c", 'a.b is list [{"c":1},{"c":2}], which has no "c"'),
        ("n.x", 'n is number 5, which has no "x"'),
        ("none.x", 'none is null, which has no "x"'),
    ],
)
def test_it_says_what_is_missing(path: str, why: str) -> None:
    assert find(DOCUMENT, path) == Absent(why)


@pytest.mark.parametrize("path", ["a..b", "a.", "a[", "a[x]", "a[0]b", "[]", "a[1.5]", "a" * 1001])
def test_path_that_cannot_be_read_is_a_fault(path: str) -> None:
    found = find(DOCUMENT, path)
    assert isinstance(found, Absent)
    assert found.fault
