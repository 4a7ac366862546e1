"""What only TLS can show of the engine, through the front door like the cases in `proofs/`."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import pytest

from gonogo.cli.running.worker import Runner
from gonogo.egress import AddressPolicy, Sender
from tests.proving import a_document, run
from tests.scripted_server import ScriptedServer, answer
from tests.tls_certificate import server_context, write_certificate


def outcome(folder: Path, *, demanding: bool = False, **step: Any) -> str:
    """The status of a run of one request to a server with a certificate for `localhost`."""
    context = server_context(write_certificate(folder))
    if demanding:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(write_certificate(folder, "client"))
        step = {name: _with_certificate(value, folder) for name, value in step.items()}
    runner = Runner(Sender(AddressPolicy("local"), authorities=str(folder / "localhost.pem")))
    with ScriptedServer([[answer()]] * 4, tls=context) as server:
        url = server.url(scheme="https")
        return run(a_document({"url": url, **step}), "", folder, runner).status


def _with_certificate(value: Any, folder: Path) -> Any:
    if isinstance(value, dict) and "certificate" in value:
        return {**value, "certificate": (folder / "client.pem").read_text()}
    return value


@pytest.mark.proves("auth", "client_certificate")
def test_a_server_that_asks_for_a_certificate_is_shown_one(tmp_path: Path) -> None:
    auth = {"type": "client_certificate", "certificate": "put in above"}
    assert outcome(tmp_path, demanding=True, auth=auth) == "passed"
    assert outcome(tmp_path, demanding=True) == "errored"


@pytest.mark.proves("sources", "certificate_days_left")
@pytest.mark.parametrize(("days", "status"), [(2, "passed"), (0, "failed")])
def test_days_of_the_servers_certificate_are_counted(
    days: int, status: str, tmp_path: Path
) -> None:
    claim = {"source": "certificate_days_left", "comparison": "is_less_than", "value": days}
    assert outcome(tmp_path, assertions=[claim]) == status
