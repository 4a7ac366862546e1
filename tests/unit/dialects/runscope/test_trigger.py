"""What a Runscope trigger call starts: parameters, precedence, and what is ignored."""

from __future__ import annotations

import json

import pytest

from gonogo.dialects._contract import Request
from gonogo.dialects.runscope._trigger import (
    decode_batch,
    decode_bucket_trigger,
    decode_trigger,
)
from gonogo.domain.commands import StartByTrigger
from gonogo.domain.http import Headers
from gonogo.errors import Invalid

TRIGGER = "0E0E0E0E-0000-4000-8000-00000000000b"
FORM = "application/x-www-form-urlencoded"


def a_request(
    body: bytes = b"", query: Headers = (), method: str = "POST", kind: str = "application/json"
) -> Request:
    """A call of the trigger URL."""
    return Request(
        method=method,
        path="/",
        params={"trigger": TRIGGER},
        query=query,
        headers={"content-type": kind},
        body=body,
    )


def variables(command: StartByTrigger) -> dict[str, str]:
    """The first set's variables."""
    return dict(command.sets[0].variables)


def test_the_last_of_repeated_names_wins() -> None:
    """In a query as in a form."""
    command = decode_trigger(a_request(query=(("a", "1"), ("a", "2")), method="GET"))
    assert variables(command) == {"a": "2"}


def test_a_form_beats_the_query() -> None:
    """And names only in the query stay."""
    command = decode_trigger(a_request(b"a=form", (("a", "query"), ("b", "query")), kind=FORM))
    assert variables(command) == {"a": "form", "b": "query"}


def test_a_get_has_no_body() -> None:
    """Whatever a client sends along."""
    assert variables(decode_trigger(a_request(b"a=1", method="GET", kind=FORM))) == {}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"a": "x", "n": 3, "f": 0.5, "t": true, "z": null}',
         {"a": "x", "n": "3", "f": "0.5", "t": "true"}),
        (b"{}", {}),
        (b'{"a": {"b": 1}, "c": "d"}', {}),
        (b'{"a": [1], "c": "d"}', {}),
        (b'[{"a": "b"}]', {}),
        (b'"text"', {}),
        (b'\xef\xbb\xbf{"a": "b"}', {"a": "b"}),
        (b"{broken", {}),
        (b"\xff\xfe{", {}),
        (b"[" * 100_000, {}),
        (b'{"a": ' * 2000, {}),
        (b"<xml/>", {}),
        (b"", {}),
    ],
)  # fmt: skip
def test_only_a_flat_object_sets_variables(body: bytes, found: dict[str, str]) -> None:
    """Anything else is some tool's event, and never refused."""
    assert variables(decode_trigger(a_request(body))) == found


def test_json_sent_as_a_form_is_read_as_json() -> None:
    """`curl -d '{…}'` says form and means JSON."""
    assert variables(decode_trigger(a_request(b'{"a": "b"}', kind=FORM))) == {"a": "b"}


def test_reserved_names_are_no_variables() -> None:
    """The known ones act, the unknown ones are dropped."""
    query = (
        ("runscope_environment", "e1"),
        ("runscope_notification_url", "https://h/1"),
        ("runscope_notification_url", "https://h/2"),
        ("runscope_region", "us1"),
        ("runscope_region", "eu1"),
        ("runscope_agent", "agent-1"),
        ("runscope_region", "us1"),
        ("runscope_novelty", "x"),
    )
    command = decode_trigger(a_request(query=query, method="GET"))
    assert command.sets[0].environment == "e1"
    assert command.locations == ("us1", "eu1", "agent-1")
    assert command.webhooks == ("https://h/2",)
    assert variables(command) == {}


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_environment_means_the_default(value: str) -> None:
    """A client really sends `runscope_environment=`."""
    command = decode_trigger(a_request(query=(("runscope_environment", value),), method="GET"))
    assert command.sets[0].environment is None


def test_a_trigger_allows_ten_calls_in_ten_seconds() -> None:
    """The contract's limit, for each URL; ids are lower-case."""
    command = decode_trigger(a_request())
    assert (command.limit, command.window) == (10, 10)
    assert command.trigger == TRIGGER.lower()
    assert command.dialect == "runscope"


def test_a_test_address_takes_a_project_trigger_too() -> None:
    """A client builds it that way; the bucket's own address takes only shared environments."""
    assert set(decode_trigger(a_request()).kinds) >= {"test", "project"}
    bucket = decode_bucket_trigger(a_request())
    assert bucket.shared_only
    assert "test" not in bucket.kinds


def test_each_object_of_a_batch_is_a_set() -> None:
    """With an environment of its own, if it names one."""
    body = json.dumps([{"a": "1"}, {"a": 2, "runscope_environment": "e1"}]).encode()
    command = decode_batch(a_request(body, (("runscope_region", "eu1"), ("b", "common"))))
    first, second = command.sets
    assert (dict(first.variables), first.environment) == ({"a": "1", "b": "common"}, None)
    assert (dict(second.variables), second.environment) == ({"a": "2", "b": "common"}, "e1")
    assert command.locations == ("eu1",)
    assert command.kinds == ("test",)


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"null", b"[1]", b'["a"]', b'[{"a": []}]', b"[{}, 2]",
     json.dumps([{}] * 51).encode(), b"{"],
)  # fmt: skip
def test_a_batch_is_one_to_fifty_flat_objects(body: bytes) -> None:
    """Here, unlike at the trigger, a body that cannot be read is refused."""
    with pytest.raises(Invalid):
        decode_batch(a_request(body))


def test_fifty_sets_are_taken() -> None:
    """The limit itself."""
    assert len(decode_batch(a_request(json.dumps([{}] * 50).encode())).sets) == 50


def test_a_set_of_a_batch_has_its_own_region_and_notification_url() -> None:
    """Reserved names are honoured in an object as in a query."""
    sets = [
        {"a": "1", "runscope_region": "eu1", "runscope_notification_url": "https://one.example"},
        {"a": "2", "runscope_agent": "6f2d7a56-4f6c-4d8b-9d21-6a1ad7d1c7f3"},
    ]
    query = (("runscope_region", "us1"), ("runscope_notification_url", "https://all.example"))
    command = decode_batch(a_request(json.dumps(sets).encode(), query))
    first, second = command.sets
    assert (first.locations, first.webhooks) == (("eu1",), ("https://one.example",))
    assert second.locations == ("6f2d7a56-4f6c-4d8b-9d21-6a1ad7d1c7f3",)
    assert second.webhooks == ()
    assert (command.locations, command.webhooks) == (("us1",), ("https://all.example",))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_json_may_come_in_any_unicode_encoding(encoding: str) -> None:
    """PowerShell posts UTF-16; no variable of it is lost."""
    body = '{"name": "Zoë"}'.encode(encoding)
    assert variables(decode_trigger(a_request(body))) == {"name": "Zoë"}
    sets = '[{"name": "Zoë"}]'.encode(encoding)
    assert variables(decode_batch(a_request(sets))) == {"name": "Zoë"}


def test_a_form_of_many_fields_loses_none() -> None:
    """However many there are."""
    body = "&".join(f"v{number}={number}" for number in range(3000)).encode()
    assert len(variables(decode_trigger(a_request(body, kind=FORM)))) == 3000
