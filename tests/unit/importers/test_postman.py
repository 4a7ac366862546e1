"""What Postman's collections mean, in the importer's own words, before they are fitted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gonogo.errors import Invalid
from gonogo.importers._contract import Imported, Options, Source
from gonogo.importers.postman import IMPORTER


def collection(*items: dict[str, Any], **more: Any) -> Imported:
    """The import of a collection."""
    text = json.dumps({"info": {"name": "C"}, "item": list(items), **more})
    return IMPORTER.read(Source(text, "file"), Options())


def only_step(imported: Imported) -> dict[str, Any]:
    """The one step of the one test."""
    [test] = imported.document["tests"]
    [step] = test["steps"]
    return dict(step)


def script(listen: str, *lines: str) -> dict[str, Any]:
    """An event with a script."""
    return {"listen": listen, "script": {"exec": list(lines), "type": "text/javascript"}}


def test_scripts_of_collection_folder_and_request_run_in_this_order() -> None:
    request = {"name": "R", "request": "http://a.test/", "event": [script("test", "c", "d")]}
    folder = {"name": "F", "item": [request], "event": [script("test", "b")]}
    step = only_step(collection(folder, event=[script("test", "a"), script("prerequest", "z")]))
    assert step["scripts"] == ["a", "b", "c\nd"]
    assert step["before_scripts"] == ["z"]


@pytest.mark.parametrize("call", ["pm.sendRequest('x')", "postman.setNextRequest('y')"])
def test_calls_that_no_engine_of_ours_answers_are_told(call: str) -> None:
    imported = collection(
        {"name": "R", "request": "http://a.test/", "event": [script("test", call)]}
    )
    assert [note.where for note in imported.notes.found] == ["R"]


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        ({"type": "digest", "digest": {"username": "u", "password": "p"}}, "digest"),
        ({"type": "oauth1", "oauth1": {"consumerKey": "k", "consumerSecret": "s"}}, "oauth1"),
        ({"type": "awsv4", "awsv4": {"accessKey": "a", "secretKey": "s"}}, "aws_sigv4"),
        (
            {
                "type": "oauth2",
                "oauth2": {"grant_type": "client_credentials", "accessTokenUrl": "http://a.test/t"},
            },
            "oauth2",
        ),
    ],
)
def test_auth_is_said_in_our_words(auth: dict[str, Any], expected: str) -> None:
    step = only_step(collection({"name": "R", "request": "http://a.test/"}, auth=auth))
    assert step["auth"]["type"] == expected


def test_a_request_without_auth_ends_what_it_would_inherit() -> None:
    request = {"url": "http://a.test/", "auth": {"type": "noauth"}}
    auth = {"type": "basic", "basic": {"username": "u", "password": "p"}}
    assert "auth" not in only_step(collection({"name": "R", "request": request}, auth=auth))


def test_form_data_keeps_texts_and_tells_of_files() -> None:
    parts = [{"key": "a", "value": "1"}, {"key": "f", "type": "file", "src": "x"}]
    body = {"mode": "formdata", "formdata": parts}
    imported = collection(
        {"name": "R", "request": {"url": "a.test", "method": "POST", "body": body}}
    )
    assert only_step(imported)["multipart"] == [{"name": "a", "value": "1"}]
    assert [note.what for note in imported.notes.found] == ["the file of the form field f"]


def test_a_collection_in_one_test_keeps_its_order() -> None:
    items = [
        {"name": "F", "item": [{"name": "1", "request": "a.test/1"}]},
        {"name": "2", "request": "a.test/2"},
    ]
    text = json.dumps({"info": {"name": "C"}, "item": items})
    imported = IMPORTER.read(Source(text, "file"), Options(per="all"))
    [test] = imported.document["tests"]
    assert [step["note"] for step in test["steps"]] == ["1", "2"]


def test_more_than_100_requests_become_parts() -> None:
    many = [{"name": str(n), "request": "a.test"} for n in range(101)]
    tests = collection(*many).document["tests"]
    assert [(test["name"], len(test["steps"])) for test in tests] == [("C", 100), ("C (part 2)", 1)]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"requests": [], "name": "x"}, "v1"),
        ({"values": [], "name": "x"}, "--environment"),
        ({"info": {}}, "no `item`"),
    ],
)
def test_other_files_of_the_vendor_are_told_apart(raw: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        IMPORTER.read(Source(json.dumps(raw), "file"), Options())
