"""Members of a TesterArmy body are taken by type and limits, and refused in the vendor's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gonogo.dialects._contract import Request
from gonogo.dialects.testerarmy._fields import Fields, cursor_of, is_uuid, limit_of, query_of
from gonogo.errors import Invalid

ID = "7d0d2a52-6c7e-4d0a-9f37-8a3a4b7f2d11"
Take = Callable[[Fields], Any]


def request(*query: tuple[str, str]) -> Request:
    """A request with this query."""
    return Request(method="GET", path="/", query=query)


@pytest.mark.parametrize(
    ("document", "take", "expected"),
    [
        ({}, lambda f: f.text("a"), None),
        ({"a": "x"}, lambda f: f.text("a", most=1), "x"),
        ({"a": ""}, lambda f: f.text("a", least=0), ""),
        ({"a": None}, lambda f: f.text("a", null=True), None),
        ({"a": ID.upper()}, lambda f: f.uuid("a"), ID),
        ({"a": "https://x.example/y"}, lambda f: f.uri("a"), "https://x.example/y"),
        ({"a": 3}, lambda f: f.whole("a", least=3, most=3), 3),
        ({"a": None}, lambda f: f.whole("a", least=1, null=True), None),
        ({"a": False}, lambda f: f.flag("a"), False),
        ({"a": [ID.upper()]}, lambda f: f.uuids("a", most=1), (ID,)),
        ({"a": []}, lambda f: f.items("a", most=0), []),
    ],
)
def test_what_is_within_limits_is_taken(document: object, take: Take, expected: object) -> None:
    """Absent members are None."""
    assert take(Fields(document)) == expected


@pytest.mark.parametrize(
    ("document", "take", "field", "complaint"),
    [
        ({"a": 1}, lambda f: f.text("a"), "a", "Expected string, received number"),
        ({"a": True}, lambda f: f.text("a"), "a", "Expected string, received boolean"),
        ({"a": None}, lambda f: f.text("a"), "a", "Expected a value, received null"),
        ({}, lambda f: f.needed_text("a"), "a", "Required"),
        ({"a": ID.replace("-", "")}, lambda f: f.uuid("a"), "a", "Invalid uuid"),
        ({"a": f"{{{ID}}}"}, lambda f: f.uuid("a"), "a", "Invalid uuid"),
        ({"a": "//x.example"}, lambda f: f.uri("a"), "a", "Invalid url: begin with https://"),
        ({"a": "https://"}, lambda f: f.uri("a"), "a", "Invalid url: begin with https://"),
        ({"a": "https://x y"}, lambda f: f.uri("a"), "a", "Invalid url: begin with https://"),
        ({"a": "https://[x"}, lambda f: f.uri("a"), "a", "Invalid url: begin with https://"),
        ({"a": True}, lambda f: f.whole("a", least=0), "a", "Expected integer, received boolean"),
        ({"a": 1.0}, lambda f: f.whole("a", least=0), "a", "Expected integer, received number"),
        ({}, lambda f: f.needed_whole("a", least=0), "a", "Required"),
        ({"a": 0}, lambda f: f.flag("a"), "a", "Expected boolean, received number"),
        ({"a": {}}, lambda f: f.items("a", most=1), "a", "Expected array, received object"),
        ({"a": [ID, 1]}, lambda f: f.uuids("a", most=2), "a.1", "Invalid uuid"),
        ({"a": {"b": 1}}, lambda f: f.child("a").text("b"), "a.b", "Expected string, received"),
        ({}, lambda f: f.needed_child("a"), "a", "Required"),
        ([], lambda f: f, "body", "Expected object, received array"),
    ],
)
def test_what_is_not_is_refused_with_its_path(
    document: object, take: Take, field: str, complaint: str
) -> None:
    """In words that the vendor's clients show."""
    with pytest.raises(Invalid) as caught:
        take(Fields(document))
    assert caught.value.field == field
    assert caught.value.message.startswith(complaint)


def test_strictness_is_of_what_nobody_took() -> None:
    """Also inside, with the path of the object."""
    fields = Fields({"a": {"b": 1, "c": 2}, "d": 3})
    inner = fields.needed_child("a")
    inner.whole("b", least=0)
    with pytest.raises(Invalid, match=r"Unrecognized key\(s\) in object: 'c'") as caught:
        inner.strict()
    assert caught.value.field == "a"
    with pytest.raises(Invalid, match="'d'"):
        fields.strict()


def test_null_is_absent_where_a_body_says_so() -> None:
    """In its inner objects too."""
    fields = Fields({"a": None, "b": {"c": None}}, nulls=True)
    assert fields.text("a") is None
    assert fields.needed_child("b").flag("c") is None
    assert fields.given("a")


@pytest.mark.parametrize(("text", "limit"), [("1", 1), ("100", 100), ("", 20)])
def test_a_limit_is_of_1_to_100(text: str, limit: int) -> None:
    """An empty one counts as none."""
    assert limit_of(request(("limit", text)), 20) == limit


@pytest.mark.parametrize("text", ["0", "101", "-1", "1.5", "ten", "٣", " 5"])
def test_any_other_limit_is_refused(text: str) -> None:
    """With what would be taken."""
    with pytest.raises(Invalid, match="1 to 100"):
        limit_of(request(("limit", text)), 20)


def test_a_cursor_is_a_number_of_an_earlier_page() -> None:
    """Anything else is refused before it reaches a store."""
    assert cursor_of(request(("cursor", "245888000000000"))) == 245_888_000_000_000
    for text in ("x", "-1", "1" * 17):
        with pytest.raises(Invalid, match="nextCursor"):
            cursor_of(request(("cursor", text)))


def test_of_a_parameter_that_stands_twice_the_last_counts() -> None:
    """Empty ones do not."""
    assert query_of(request(("a", "1"), ("a", "2"), ("a", "")), "a") == "2"


def test_a_uuid_is_in_its_usual_form() -> None:
    """Case aside."""
    assert is_uuid(ID.upper())
    assert not is_uuid(f"urn:uuid:{ID}")
