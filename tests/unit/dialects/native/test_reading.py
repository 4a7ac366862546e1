"""Native reading: which format, how long to wait, whose key."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace

import pytest

from gonogo.dialects._contract import Request
from gonogo.dialects.native._definitions import decode_push, decode_push_named
from gonogo.dialects.native._fields import read_body
from gonogo.dialects.native._keys import decode_create
from gonogo.dialects.native._reading import decode_batch, decode_run, wants_xml
from gonogo.dialects.native._webhooks import decode_change
from gonogo.domain.http import Headers
from gonogo.errors import Invalid, WrongFormat


def a_request(query: Headers = (), **headers: str) -> Request:
    """A read."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    params = {"batch": "b", "run": "r"}
    return Request(method="GET", path="/", params=params, query=query, headers=names)


@pytest.mark.parametrize(
    ("accept", "xml"),
    [
        ("*/*", False),
        ("", False),
        ("application/json", False),
        ("application/xml", True),
        ("text/xml;charset=utf-8", True),
        ("Application/JUnit+XML", True),
        ("application/json, application/xml", False),
        ("application/json;q=0.5, application/xml", True),
        ("application/xml;q=0.4, */*;q=0.8", False),
        ("application/xml;q=oops", False),
        ("text/html", False),
    ],
)
def test_accept_chooses_the_format(accept: str, xml: bool) -> None:
    """JSON unless XML is wished for more."""
    assert wants_xml(a_request(accept=accept)) is xml


@pytest.mark.parametrize(("text", "wait"), [("0", 0), ("1", 1), ("25", 25)])
def test_a_read_waits_as_long_as_it_is_told(text: str, wait: int) -> None:
    """Up to what the gateway allows."""
    assert decode_run(a_request((("wait", text),))).wait == wait


@pytest.mark.parametrize("text", ["26", "-1", "1.5", "", "1e1", "٣", "0x10", " 5", "999999"])
def test_another_time_to_wait_is_refused(text: str) -> None:
    """Silently waiting otherwise would look like a slow server."""
    with pytest.raises(Invalid):
        decode_batch(a_request((("wait", text),)))


def test_an_unknown_or_doubled_parameter_is_refused() -> None:
    """Which of two would count?"""
    for query in ((("wait", "1"), ("wait", "2")), (("watt", "1"),)):
        with pytest.raises(Invalid):
            decode_batch(a_request(query))


@pytest.mark.parametrize(
    ("headers", "key"),
    [
        ({"authorization": "Bearer k1"}, "k1"),
        ({"authorization": "bearer  k1 "}, "k1"),
        ({"x_api_key": "k2"}, "k2"),
        ({"authorization": "Basic abc"}, None),
        ({"authorization": "Bearer "}, None),
        ({}, None),
    ],
)
def test_a_key_is_found_in_either_header(headers: dict[str, str], key: str | None) -> None:
    """Decoding only passes it on; checking is the use case's."""
    assert decode_run(a_request((), **headers)).key == key


def a_creation(body: str) -> Request:
    """A key to be made, or something else."""
    headers = {"content-type": "application/json"}
    params = {"project": "p", "webhook": "w"}
    return Request(method="POST", path="/", params=params, headers=headers, body=body.encode())


def test_a_key_ends_at_a_moment_with_an_offset() -> None:
    """A time without one means another moment in another place."""
    command = decode_create(
        a_creation('{"name": "ci", "role": "read", "expires_at": "1970-01-02T00:00:00+00:00"}')
    )
    assert command.expires_at == 86_400
    for moment in ("1970-01-02T00:00:00", "tomorrow", "9999-99-99"):
        with pytest.raises(Invalid):
            decode_create(a_creation(f'{{"name": "ci", "role": "read", "expires_at": "{moment}"}}'))


@pytest.mark.parametrize("body", ['{"role": "read"}', '{"name": "x", "role": "root"}', "{}"])
def test_a_key_has_a_name_and_one_of_the_roles(body: str) -> None:
    """Both are needed."""
    with pytest.raises(Invalid):
        decode_create(a_creation(body))


@pytest.mark.parametrize("decode", [decode_push, decode_push_named])
def test_no_body_is_no_project_without_tests(decode: Callable[[Request], object]) -> None:
    """A file that was not found must not look like a push that changed nothing."""
    with pytest.raises(Invalid, match="no definitions"):
        decode(a_creation(""))


def test_a_webhook_is_not_changed_to_hear_of_nothing() -> None:
    """No events at all is refused, and not taken for none given."""
    with pytest.raises(Invalid, match="events"):
        decode_change(a_creation('{"events": []}'))
    assert decode_change(a_creation('{"events": null}')).events is None


@pytest.mark.parametrize(("packed", "taken"), [("gzip", False), ("br", False), ("Identity", True)])
def test_a_packed_body_is_refused_by_its_name(packed: str, taken: bool) -> None:
    """Not as text that is no JSON: whoever sent it looks there for hours."""
    request = a_creation("{}")
    request = replace(request, headers={**request.headers, "content-encoding": packed})
    with nullcontext() if taken else pytest.raises(WrongFormat, match=packed):
        read_body(request)
