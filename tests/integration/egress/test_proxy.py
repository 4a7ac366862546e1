"""The operator's proxy: every request goes through it, and nothing else is connected to."""

from __future__ import annotations

import socket
from pathlib import Path
from threading import Thread

import pytest

from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.egress import AddressPolicy, Proxy, Sender, proxy_of, sender_from
from gonogo.errors import Blocked, ConnectFailed, DeadlinePassed, HttpFailure, Invalid
from gonogo.settings import Settings
from tests.scripted_server import ScriptedServer, answer
from tests.tls_certificate import server_context, write_certificate

NOWHERE = ("http://example.invalid/a?b=c", "https://example.invalid/")


def fetch(url: str, proxy: Proxy | None, **more: object) -> HttpResponse:
    """Ask through a proxy in the strictest mode."""
    policy = AddressPolicy(ports=more.pop("ports", ()))  # type: ignore[arg-type]
    authorities = more.pop("authorities", None)
    sender = Sender(policy, proxy=proxy, authorities=authorities)  # type: ignore[arg-type]
    session = sender.session()
    try:
        request = {"method": "GET", "url": url, "timeout": 5.0} | more
        return session.send(HttpRequest(**request))  # type: ignore[arg-type]
    finally:
        session.close()


def test_plain_request_is_the_proxys_to_make() -> None:
    """It gets the whole URL and its password, which no result shows."""
    with ScriptedServer([[answer(b"by proxy")]]) as server:
        proxy = proxy_of(f"http://me:p%40ss@localhost:{server.port}")
        response = fetch(NOWHERE[0], proxy)
    head = server.requests[0][0].decode()
    assert head.startswith("GET http://example.invalid/a?b=c HTTP/1.1\r\nHost: example.invalid\r\n")
    assert "\r\nProxy-Authorization: Basic bWU6cEBzcw==\r\n" in head
    assert response.body == b"by proxy"
    assert "Proxy-Authorization" not in dict(response.sent_headers)


class Tunnels:
    """A proxy that connects every CONNECT to one server, and remembers what it was asked."""

    def __init__(self, port: int) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._to = port
        self.asked: list[bytes] = []
        self.proxy = Proxy("127.0.0.1", self._listener.getsockname()[1])
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        inward, _ = self._listener.accept()
        self.asked.append(inward.recv(65_536))
        outward = socket.create_connection(("127.0.0.1", self._to))
        inward.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        ends = ((inward, outward), (outward, inward))
        threads = [Thread(target=_copy, args=pair, daemon=True) for pair in ends]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        inward.close()
        outward.close()
        self._listener.close()


def _copy(source: socket.socket, target: socket.socket) -> None:
    while piece := source.recv(65_536):
        target.sendall(piece)
    target.shutdown(socket.SHUT_WR)


def test_https_goes_through_a_tunnel(tmp_path: Path) -> None:
    """TLS is with the server, by its own name; the proxy sees the name and no more."""
    certificate = write_certificate(tmp_path)
    with ScriptedServer([[answer(b"inside")]], tls=server_context(certificate)) as server:
        tunnels = Tunnels(server.port)
        response = fetch("https://localhost.test:8443/x", tunnels.proxy, verify_tls=False)
    assert tunnels.asked == [
        b"CONNECT localhost.test:8443 HTTP/1.1\r\nHost: localhost.test:8443\r\n\r\n"
    ]
    assert response.body == b"inside"
    assert server.requests[0][0].startswith(b"GET /x HTTP/1.1\r\nHost: localhost.test:8443\r\n")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (b"HTTP/1.1 403 Not allowed\r\n\r\n", "answered 403 Not allowed"),
        (b"HTTP/1.1 200 OK\r\n\r\nsurplus", "answered 200"),
        (b"SSH-2.0-x\r\n", "no usable answer about example.invalid"),
        (b"", "no usable answer about example.invalid"),
    ],
)
def test_refused_tunnel_is_told(said: bytes, message: str) -> None:
    with ScriptedServer([[said]]) as server, pytest.raises(ConnectFailed, match=message):
        fetch(NOWHERE[1], Proxy("localhost", server.port))


def test_silent_proxy_ends_at_the_deadline() -> None:
    with ScriptedServer([[30.0]]) as server, pytest.raises(DeadlinePassed):
        fetch(NOWHERE[1], Proxy("localhost", server.port), timeout=0.5)


@pytest.mark.parametrize("url", NOWHERE)
def test_absent_proxy_is_named(url: str) -> None:
    with pytest.raises(ConnectFailed, match="No connection to the proxy: it was refused"):
        fetch(url, Proxy("127.0.0.1", 1))


@pytest.mark.parametrize(
    "url",
    ["http://169.254.169.254/", "http://[::1]/", "https://10.0.0.1/", "http://localhost/"],
)
def test_what_the_url_itself_forbids_is_not_asked(url: str) -> None:
    """Names are the proxy's to judge; an address that stands in the URL is judged here too."""
    with ScriptedServer([[answer()]]) as server, pytest.raises(Blocked):
        fetch(url, Proxy("localhost", server.port))
    assert server.requests == []


def test_ports_are_judged_here(tmp_path: Path) -> None:
    with ScriptedServer([[answer()]]) as server:
        proxy = Proxy("localhost", server.port)
        with pytest.raises(Blocked, match="operator-deny/port"):
            fetch("http://example.invalid:22/", proxy, ports=["80", "443"])
        assert fetch("http://example.invalid/", proxy, ports=["80", "443"]).status == 200


def test_the_metadata_service_is_no_proxy() -> None:
    with pytest.raises(Blocked, match="link-local"):
        fetch(NOWHERE[0], Proxy("169.254.169.254", 80))


@pytest.mark.parametrize(
    "text", ["proxy:3128", "https://proxy:3128", "http://", "http://proxy:99999", "http://p/x"]
)
def test_bad_setting_is_named_without_its_text(text: str) -> None:
    """It may hold a password."""
    with pytest.raises(Invalid) as caught:
        proxy_of(text)
    assert caught.value.field == "EGRESS_PROXY"
    assert text not in caught.value.message


def test_the_setting_is_wired() -> None:
    """Settings to sender: the request ends at the proxy."""
    with ScriptedServer([[answer(b"wired")]]) as server:
        settings = Settings.from_env({"EGRESS_PROXY": f"http://localhost:{server.port}"})
        session = sender_from(settings).session()
        response = session.send(HttpRequest(method="GET", url=NOWHERE[0], timeout=5))
        session.close()
    assert response.body == b"wired"


def test_no_proxy_no_difference() -> None:
    assert proxy_of("") is None
    with pytest.raises(HttpFailure):
        fetch("http://example.invalid/", None)
