"""A client's own certificate: shown to whom it is meant for, refused with the reason."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from gonogo.domain.http import ClientCertificate, HttpRequest
from gonogo.egress import AddressPolicy, Sender
from gonogo.errors import BadRequest, HttpFailure
from tests.scripted_server import ScriptedServer, answer
from tests.tls_certificate import server_context, write_certificate

MANY = [[answer()]] * 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("mtls")
    write_certificate(made)
    write_certificate(made, "client")
    return made


def demanding(folder: Path) -> ssl.SSLContext:
    context = server_context(folder / "localhost.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(folder / "client.pem")
    return context


def asked(url: str, certificate: ClientCertificate | None, folder: Path) -> int:
    session = Sender(AddressPolicy("local"), authorities=str(folder / "localhost.pem")).session()
    request = HttpRequest(method="GET", url=url, client_certificate=certificate)
    try:
        response = session.send(request)
        assert response.certificate_days is not None
        assert 0 < response.certificate_days < 1.1
        return response.status
    finally:
        session.close()


def encrypted(folder: Path) -> str:
    text = (folder / "client.pem").read_text()
    key = serialization.load_pem_private_key(text.encode(), None)
    hidden = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"hush"),
    )
    return hidden.decode() + text.partition("-----END PRIVATE KEY-----\n")[2]


def test_it_is_shown_also_with_a_passphrase(folder: Path) -> None:
    plain = ClientCertificate((folder / "client.pem").read_text())
    with ScriptedServer(MANY, tls=demanding(folder)) as server:
        assert asked(server.url(scheme="https"), plain, folder) == 200
        hidden = ClientCertificate(encrypted(folder), "hush")
        assert asked(server.url(scheme="https"), hidden, folder) == 200


def test_without_it_the_server_says_no(folder: Path) -> None:
    with (
        ScriptedServer(MANY, tls=demanding(folder)) as server,
        pytest.raises(HttpFailure),
    ):
        asked(server.url(scheme="https"), None, folder)


@pytest.mark.parametrize("passphrase", [None, "wrong"])
def test_one_that_cannot_be_used_is_named(folder: Path, passphrase: str | None) -> None:
    """And nobody is asked for a passphrase at a terminal."""
    hidden = ClientCertificate(encrypted(folder), passphrase)
    for certificate in (hidden, ClientCertificate("no PEM")):
        with pytest.raises(BadRequest, match="client certificate"):
            asked("https://localhost:1/", certificate, folder)
