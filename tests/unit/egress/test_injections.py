"""H2: nothing that a user writes into method, URL or headers starts a second request."""

from __future__ import annotations

import pytest

from gonogo.domain.http import HttpRequest
from gonogo.egress import AddressPolicy, Sender
from gonogo.errors import BadRequest
from tests.fake_network import PUBLIC, FakeNetwork, ok

URL = f"http://{PUBLIC}/"
FORMS: dict[str, dict[str, object]] = {
    "line break in a value": {"headers": (("X-A", "a\r\nX-Evil: 1"),)},
    "folded value": {"headers": (("X-A", "a\r\n X-Evil: 1"),)},
    "folded with a tab": {"headers": (("X-A", "a\n\tX-Evil: 1"),)},
    "bare line feed": {"headers": (("X-A", "a\nX-Evil: 1"),)},
    "bare carriage return": {"headers": (("X-A", "a\rX-Evil: 1"),)},
    "NUL in a value": {"headers": (("X-A", "a\x00b"),)},
    "value of a megabyte": {"headers": (("X-A", "a" * 1_000_000),)},
    "line break in a name": {"headers": (("X-A\r\nX-Evil", "1"),)},
    "space in a name": {"headers": (("X A", "1"),)},
    "colon in a name": {"headers": (("X-A:", "1"),)},
    "no name": {"headers": (("", "1"),)},
    "name beyond ASCII": {"headers": (("X-Ä", "1"),)},
    "own length": {"headers": (("Content-Length", "5"),), "body": b"hello"},
    "own transfer coding": {"headers": (("Transfer-Encoding", "chunked"),), "body": b"0\r\n\r\n"},
    "spaced transfer coding": {"headers": (("Transfer-Encoding ", "chunked"),)},
    "own connection": {"headers": (("Connection", "X-Api-Key"),)},
    "proxy header": {"headers": (("Proxy-Authorization", "Basic x"),)},
    "upgrade": {"headers": (("Upgrade", "h2c"),)},
    "other expectation": {"headers": (("Expect", "a miracle"),), "body": b"x"},
    "trailers": {"headers": (("TE", "trailers"),)},
    "two hosts": {"headers": (("Host", "a.test"), ("Host", "b.test"))},
    "host that is none": {"headers": (("Host", "a.test/evil"),)},
    "too many headers": {"headers": tuple((f"X-{n}", "1") for n in range(101))},
    "too much in all": {"headers": tuple((f"X-{n}", "a" * 8000) for n in range(9))},
    "line break in the method": {"method": "GET / HTTP/1.1\r\nX-Evil: 1"},
    "space in the method": {"method": "GET /admin"},
    "no method": {"method": ""},
    "tunnel": {"method": "CONNECT"},
    "line break in the path": {"url": f"{URL}a\r\nX-Evil: 1"},
    "second request line in the path": {"url": f"{URL} HTTP/1.1\r\n\r\nGET /admin"},
    "line break in the query": {"url": f"{URL}?q=\nX-Evil: 1"},
}


@pytest.mark.parametrize("name", FORMS)
def test_injection_is_refused(network: FakeNetwork, name: str) -> None:
    """Refused before anything is dialled, with a sentence that does not repeat the value."""
    assert len(FORMS) >= 21
    network.serve(lambda _: ok(), PUBLIC)
    fields = {"method": "GET", "url": URL} | FORMS[name]
    session = Sender(AddressPolicy(), resolve=network.resolve).session()
    with pytest.raises(BadRequest) as caught:
        session.send(HttpRequest(**fields))  # type: ignore[arg-type]
    assert network.attempts == []
    assert "Evil" not in caught.value.message


def test_what_is_allowed_is_sent_as_written(network: FakeNetwork) -> None:
    """Order and repetition of headers are kept; what HTTP needs is added around them."""
    network.serve(lambda _: ok(), PUBLIC)
    session = Sender(AddressPolicy(), resolve=network.resolve).session()
    headers = (("X-B", "1"), ("X-A", "é €"), ("X-B", "2"), ("Host", "virtual.test:8080"))
    response = session.send(
        HttpRequest(method="POST", url=f"{URL}p%41th/../x?a=b#c", headers=headers, body=b"hi")
    )
    assert network.requests[0].decode().split("\r\n") == [
        "POST /p%41th/../x?a=b HTTP/1.1",
        "User-Agent: gonogo",
        "Accept: */*",
        "Accept-Encoding: gzip, deflate",
        *[f"{name}: {value}" for name, value in headers],
        "Content-Length: 2",
        "",
        "hi",
    ]
    assert response.sent_headers[3:7] == headers


@pytest.mark.parametrize(("method", "length"), [("GET", False), ("POST", True), ("PUT", True)])
def test_methods_that_carry_a_body_say_that_there_is_none(
    network: FakeNetwork, method: str, length: bool
) -> None:
    """Servers answer 411 to a POST without a length."""
    network.serve(lambda _: ok(), PUBLIC)
    session = Sender(AddressPolicy(), resolve=network.resolve).session()
    session.send(HttpRequest(method=method, url=URL))
    assert (b"Content-Length: 0\r\n" in network.requests[0]) is length
