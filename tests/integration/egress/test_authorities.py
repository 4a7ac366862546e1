"""Own certificate authorities: trusted beside the usual ones, by those who named them only."""

from __future__ import annotations

from pathlib import Path

import pytest

from gonogo.domain.http import HttpRequest
from gonogo.egress import AddressPolicy, Sender
from gonogo.egress.tls import check_authorities
from gonogo.errors import BadRequest, ConnectFailed, Invalid
from tests.scripted_server import ScriptedServer, answer
from tests.tls_certificate import server_context, write_certificate

MANY = [[answer()]] * 4


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_certificate(tmp_path_factory.mktemp("ca"))


def test_a_request_names_its_authorities(certificate: Path) -> None:
    """With comments in any language; the next request of the session does not have them."""
    authorities = "# Prüfstelle\n" + certificate.read_text()
    with ScriptedServer(MANY, tls=server_context(certificate)) as server:
        session = Sender(AddressPolicy("local")).session()
        url = server.url(scheme="https")
        trusting = HttpRequest(method="GET", url=url, timeout=5, authorities=authorities)
        assert session.send(trusting).status == 200
        with pytest.raises(ConnectFailed, match="was not accepted"):
            session.send(HttpRequest(method="GET", url=url, timeout=5))
        session.close()


def test_they_do_not_vouch_for_another_name(certificate: Path) -> None:
    with ScriptedServer(MANY, tls=server_context(certificate)) as server:
        session = Sender(AddressPolicy("local"), authorities=str(certificate)).session()
        url = f"https://127.0.0.1:{server.port}/"
        with pytest.raises(ConnectFailed, match="was not accepted"):
            session.send(HttpRequest(method="GET", url=url, timeout=5))


@pytest.mark.parametrize(
    "text", ["nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", " "]
)
def test_what_is_no_certificate_is_named(text: str) -> None:
    """By the request that would use it, and by the file before anything runs."""
    session = Sender(AddressPolicy("local")).session()
    request = HttpRequest(method="GET", url="https://localhost:1/", authorities=text)
    with pytest.raises(BadRequest, match="BEGIN CERTIFICATE"):
        session.send(request)
    with pytest.raises(Invalid) as caught:
        check_authorities(text.encode())
    assert caught.value.field == "ca"
