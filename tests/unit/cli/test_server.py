"""Which server the command line talks to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gonogo.cli.client import refusal
from gonogo.cli.server import Server, find_server
from gonogo.errors import Invalid

LOCAL = {"base_url": "http://127.0.0.1:8700", "admin_key": "local"}


def put_local(folder: Path, text: str) -> None:
    """Write `.gonogo/local.json`."""
    (folder / ".gonogo").mkdir()
    (folder / ".gonogo/local.json").write_text(text, encoding="utf-8")


def test_environment_wins_over_the_local_stack(tmp_path: Path) -> None:
    put_local(tmp_path, json.dumps(LOCAL))
    found = find_server({"GONOGO_URL": "https://a.test/", "GONOGO_KEY": "k"}, tmp_path)
    assert found == Server(base_url="https://a.test", key="k", origin="GONOGO_URL")


def test_key_of_the_local_stack_is_not_sent_elsewhere(tmp_path: Path) -> None:
    put_local(tmp_path, json.dumps(LOCAL))
    assert find_server({"GONOGO_URL": "https://a.test"}, tmp_path).key is None


def test_local_stack_is_used_and_named_as_the_origin(tmp_path: Path) -> None:
    put_local(tmp_path, json.dumps(LOCAL))
    found = find_server({}, tmp_path)
    assert (found.base_url, found.key) == ("http://127.0.0.1:8700", "local")
    assert found.origin == ".gonogo/local.json"


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"base_url": 1}'])
def test_broken_local_file_is_told(tmp_path: Path, text: str) -> None:
    put_local(tmp_path, text)
    with pytest.raises(Invalid, match="cannot be read"):
        find_server({}, tmp_path)


def test_nothing_named_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        find_server({}, tmp_path)
    assert caught.value.field == "GONOGO_URL"
    assert "gonogo up" in (caught.value.accepted or "")


def test_url_without_scheme_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="is none"):
        find_server({"GONOGO_URL": "a.test"}, tmp_path)


@pytest.mark.parametrize(
    ("status", "key", "hint"),
    [
        (401, None, "GONOGO_KEY"),
        (401, "k", "check GONOGO_KEY"),
        (403, "k", "role or projects"),
        (404, "k", "Check the name"),
        (429, "k", "wait"),
        (500, "k", "logs"),
    ],
)
def test_refusal_says_what_to_do_next(status: int, key: str | None, hint: str) -> None:
    server = Server(base_url="https://a.test", key=key, origin="GONOGO_URL")
    said = refusal(status, {"detail": "No.", "field": "role", "accepted": "read"}, server).message
    assert said.startswith(f"No. (status {status})\n  field: role\n  accepted: read")
    assert hint in said.splitlines()[-1]


def test_refusal_without_a_problem_document_is_told_too() -> None:
    server = Server(base_url="https://a.test", key="k", origin="GONOGO_URL")
    assert "https://a.test answered 502" in refusal(502, None, server).message
