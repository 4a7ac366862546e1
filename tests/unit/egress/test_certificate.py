"""The end of a server's certificate is read from its bytes."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gonogo.egress.certificate import _not_after, end_of
from tests.tls_certificate import write_certificate


def test_the_end_is_the_certificates(tmp_path: Path) -> None:
    der = ssl.PEM_cert_to_DER_cert(
        write_certificate(tmp_path).read_text().partition("-----END PRIVATE KEY-----\n")[2]
    )
    expected = datetime.now(UTC) + timedelta(days=1)
    assert abs(_not_after(der) - expected.timestamp()) < 60
    with pytest.raises((ValueError, IndexError)):
        _not_after(der[:20])


def test_a_plain_connection_has_none() -> None:
    assert end_of(None) is None
