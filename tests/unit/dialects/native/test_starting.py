"""Native starts: strict, and each refusal says what would be taken."""

from __future__ import annotations

import json

import pytest

from gonogo.dialects._contract import Request
from gonogo.dialects.native._starting import decode_suite, decode_trigger
from gonogo.domain.http import Headers
from gonogo.errors import Invalid, WrongFormat

FORM = "application/x-www-form-urlencoded"


def a_start(document: object, kind: str = "application/json", query: Headers = ()) -> Request:
    """A start of a suite."""
    return Request(
        method="POST",
        path="/",
        params={"project": "shop", "suite": "smoke"},
        query=query,
        headers={"content-type": kind, "x-api-key": "k"},
        body=json.dumps(document).encode(),
    )


def a_call(body: bytes = b"", query: Headers = (), kind: str = "", method: str = "POST") -> Request:
    """A call of a trigger."""
    return Request(
        method=method,
        path="/",
        params={"trigger": "T1"},
        query=query,
        headers={"content-type": kind},
        body=body,
    )


def test_sets_go_over_what_stands_beside_them() -> None:
    """Variables by name, the environment as a whole."""
    document = {
        "variables": {"a": "1", "n": 2, "t": True},
        "environment": "staging",
        "sets": [{"variables": {"a": "9"}}, {"environment": "live"}],
        "locations": ["us1"],
        "webhooks": ["https://hooks.example.com"],
    }
    command = decode_suite(a_start(document))
    first, second = command.sets
    assert dict(first.variables) == {"a": "9", "n": "2", "t": "true"}
    assert (first.environment, second.environment) == ("staging", "live")
    assert (command.kind, command.target, command.key) == ("suite", "smoke", "k")


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({"variable": {}}, "variable"),
        ({"variables": []}, "variables"),
        ({"variables": {"a": None}}, "variables.a"),
        ({"variables": {"a": {"b": 1}}}, "variables.a"),
        ({"environment": 3}, "environment"),
        ({"environment": " "}, "environment"),
        ({"locations": "us1"}, "locations"),
        ({"locations": ["us1"] * 21}, "locations"),
        ({"webhooks": ["file:///etc/passwd"]}, "webhooks"),
        ({"sets": []}, "sets"),
        ({"sets": [{}] * 51}, "sets"),
        ({"sets": [{}, {"variables": {"a": []}}]}, "sets[1].variables.a"),
        ({"sets": [{"locations": []}]}, "sets[0].locations"),
        ({"sets": [1]}, "sets[0]"),
        ([], "body"),
        ("text", "body"),
    ],
)
def test_a_field_that_cannot_be_taken_is_named(document: object, field: str) -> None:
    """With what is accepted, so that the next try can be right."""
    with pytest.raises(Invalid) as caught:
        decode_suite(a_start(document))
    assert caught.value.field == field
    assert caught.value.accepted


def test_a_form_is_not_read_where_json_is_wanted() -> None:
    """It has a status of its own."""
    with pytest.raises(WrongFormat):
        decode_suite(a_start({}, kind=FORM))


def test_a_parameter_in_the_query_of_a_start_is_refused() -> None:
    """It would be ignored, and the caller would not know."""
    with pytest.raises(Invalid):
        decode_suite(a_start({}, query=(("environment", "live"),)))


def test_an_absent_body_starts_with_the_defaults() -> None:
    """The shortest call there is."""
    request = Request(method="POST", path="/", params={"project": "p", "suite": "s"})
    (only,) = decode_suite(request).sets
    assert (only.variables, only.environment) == ({}, None)


def test_a_trigger_takes_query_and_body_together() -> None:
    """The later wins, and reserved names act."""
    query: Headers = (("a", "q"), ("gonogo_environment", "live"), ("gonogo_location", "us1"))
    command = decode_trigger(a_call(b"a=f&gonogo_location=eu1", query, FORM))
    assert dict(command.sets[0].variables) == {"a": "f"}
    assert command.sets[0].environment == "live"
    assert command.locations == ("us1", "eu1")
    assert set(command.kinds) == {"project", "suite", "test"}


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b'{"a": {}}', "application/json"), (b"[]", "application/json"), (b"{", "application/json"),
     (b"<a/>", "text/xml"), (b"gonogo_x=1", FORM), (b"gonogo_webhook=ftp://a", FORM)],
)  # fmt: skip
def test_a_trigger_refuses_what_it_does_not_understand(body: bytes, kind: str) -> None:
    """Unlike a vendor's: here a mistake is told."""
    with pytest.raises(Invalid):
        decode_trigger(a_call(body, kind=kind))


def test_the_body_of_a_get_is_nothing() -> None:
    """As HTTP has it."""
    assert decode_trigger(a_call(b"<a/>", kind="text/xml", method="GET")).sets[0].variables == {}
