"""What `--verbose` shows: safe for a terminal, without secrets, and replayable in a shell."""

from __future__ import annotations

import subprocess

import pytest

from gonogo.cli.running.exchange import curl, exchange_lines
from gonogo.domain.result import Sent
from tests.results import a_bad_result, a_response, a_result, a_step


def arguments(line: str) -> list[str]:
    """What a shell makes of a `curl` line."""
    script = f'AUTHORIZATION="Bearer x"; curl() {{ printf "%s\\0" "$@"; }}; {line}'
    done = subprocess.run(["/bin/bash", "-c", script], capture_output=True, check=True)  # noqa: S603
    return done.stdout.decode().split("\0")[:-1]


def test_a_request_is_replayed_with_method_headers_and_body() -> None:
    headers = (("Host", "a.test"), ("X-A", "it's; $HOME `id`"), ("Content-Length", "3"))
    sent = Sent(method="PUT", url="http://a.test/?a=[1]&b=$x", headers=headers, body="é\n'\x1b")
    assert arguments(curl(sent)) == [
        "--globoff", "--request", "PUT", "http://a.test/?a=[1]&b=$x",
        "--header", "X-A: it's; $HOME `id`", "--header", "Content-Type:",
        "--data-raw", "é\n'\x1b",
    ]  # fmt: skip


def test_a_secret_is_taken_from_the_shell() -> None:
    line = curl(Sent(method="GET", url="http://a.test/", headers=(("Authorization", "Bearer x"),)))
    assert "Bearer" not in line
    assert arguments(line) == ["http://a.test/", "--header", "Authorization: Bearer x"]


@pytest.mark.parametrize("body", ["\ufffd", "x" * 40_000, "\0"])
def test_a_body_that_no_argument_can_be_is_left_to_a_file(body: str) -> None:
    assert "--data-binary @body" in curl(Sent(method="POST", url="http://a.test/", body=body))


def test_secrets_and_control_characters_are_not_shown() -> None:
    evil = "\x1b[2J\r\nx"
    headers = (("Set-Cookie", "s=hidden"), (evil, evil))
    response = a_response(headers=headers, body=evil, reason=evil)
    secret = (("Authorization", "Basic hidden"), ("Cookie", "hidden"), ("X-Api-Key", "hidden"))
    request = Sent(method="GET", url=f"https://me:hidden@a.test/{evil}", headers=secret, body=evil)
    step = a_step(note=evil, request=request, response=response, remark=evil)
    told = "\n".join(exchange_lines(a_result(step)))
    assert "hidden" not in told
    assert "\x1b" not in told
    assert "> Authorization: ***" in told


def test_a_password_in_a_url_is_not_shown_anywhere() -> None:
    url = "https://me:hidden@a.test/x"
    step = a_step(url=url, request=Sent(method="GET", url=url), note="")
    told = "\n".join(exchange_lines(a_result(step)))
    assert "hidden" not in told
    assert "https://***@a.test/x" in told


def test_every_step_is_told_with_what_came() -> None:
    told = "\n".join(exchange_lines(a_bad_result()))
    assert "    2 · GET https://shop.example.com/basket  failed, 420.0 ms" in told
    assert "      < 500 Internal Server Error" in told
    assert '      < {"error": "<b>out & about</b>"}' in told
    assert "      $ curl https://" in told
