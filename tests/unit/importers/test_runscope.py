"""Runscope's exports: what is read, what is written, and the way there and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gonogo.cli.importing.convert import convert
from gonogo.importers._contract import Notes, Options, Source
from gonogo.importers.runscope import IMPORTER
from gonogo.services.define import from_plain, read, to_plain
from tests.tls_certificate import write_certificate

ASSERTED = {"source": "response_json", "property": "a.b", "comparison": "equal", "value": 1}
STEP = {
    "id": "s-1",
    "method": "POST",
    "url": "http://a.test/x?y={{z}}",
    "note": "Make",
    "headers": {"X-A": ["1", "2"], "X-B": "3"},
    "body": '{"n": 1}',
    "auth": {"type": "basic", "username": "u", "password": "p"},
    "assertions": [ASSERTED],
    "variables": [{"name": "v", "source": "response_headers", "property": "X-C"}],
}
FORM = {"url": "http://a.test/", "method": "POST", "form": {"a": "1", "b": ["2", "3"]}}


def exported(*steps: dict[str, Any], **more: Any) -> tuple[dict[str, Any], Notes]:
    """One test as it is written."""
    document = {"tests": [{"name": "T", "steps": list(steps), **more}]}
    assert IMPORTER.write is not None
    written = IMPORTER.write(to_plain(from_plain(document, "test")))
    test: dict[str, Any] = json.loads(written.text)
    return test, written.notes


def test_a_test_has_every_key_that_converters_read() -> None:
    test, _ = exported(STEP)
    assert set(test) >= {"name", "trigger_url", "version", "exported_at", "description", "steps"}
    [step] = test["steps"]
    assert set(step) >= {"step_type", "url", "method", "note", "headers", "auth", "body", "form"}
    assert set(step) >= {"assertions", "variables", "scripts", "before_scripts", "id", "skipped"}
    assert step["auth"] == {"auth_type": "basic", "username": "u", "password": "p"}
    assert step["headers"] == {"X-A": ["1", "2"], "X-B": ["3"]}
    assert step["assertions"] == [ASSERTED]


def test_a_raw_body_has_an_empty_form_and_a_form_has_lists() -> None:
    raw, form = exported(STEP, FORM)[0]["steps"]
    assert (raw["body"], raw["form"]) == ('{"n": 1}', {})
    assert form["form"] == {"a": ["1"], "b": ["2", "3"]}


def test_json_and_parameters_are_said_where_converters_look() -> None:
    step = {
        "url": "http://a.test/",
        "method": "POST",
        "json": {"a": 1},
        "params": {"q": "a b {{x y}}"},
    }
    [written] = exported(step)[0]["steps"]
    assert written["body"] == '{"a":1}'
    assert written["headers"] == {"Content-Type": ["application/json"]}
    assert written["url"] == "http://a.test/?q=a+b+{{x y}}"


def test_what_the_format_cannot_hold_is_told() -> None:
    _, notes = exported({"url": "http://a.test/", "timeout": 3}, tags=["quick"])
    assert {(n.where, n.what) for n in notes.found} == {
        ("T", "the tags quick"),
        ("T, step 1", "`timeout`"),
    }


@pytest.mark.parametrize("steps", [(STEP,), (FORM,), (STEP, FORM)])
def test_there_and_back_is_the_same_test(steps: tuple[dict[str, Any], ...]) -> None:
    environment = {"name": "E", "variables": {"z": "1"}, "headers": {"A": "b"}, "verify_tls": False}
    test, _ = exported(*steps, environments=[environment], environment="E")
    text, _ = convert("runscope", Source(json.dumps(test), "file"), Options())
    document = {
        "tests": [
            {"name": "T", "environments": [environment], "environment": "E", "steps": list(steps)}
        ]
    }
    again, before = read(text, "again").tests[0], from_plain(document, "test").tests[0]
    assert again.environments == before.environments
    for there, here in zip(again.steps, before.steps, strict=True):
        assert dict(_said(there)) == dict(_said(here))


def _said(step: Any) -> list[tuple[str, object]]:
    """A step without the id that the export gave it; one header value is as good as a list."""
    return [
        (n, getattr(step, n))
        for n in (
            "url",
            "method",
            "headers",
            "body",
            "form",
            "auth",
            "assertions",
            "variables",
            "note",
        )
    ]


def test_smallest_accepted_test_is_read() -> None:
    text = '{"name": "T", "steps": [{"step_type": "request", "method": "GET", "url": "http://a.test/"}]}'
    yaml, notes = convert("runscope", Source(text, "file"), Options())
    assert read(yaml, "out").tests[0].name == "T"
    assert not notes.found


def test_steps_of_one_id_and_subtests_of_lost_tests_do_not_spoil_the_file() -> None:
    request = {"step_type": "request", "id": "a", "url": "http://a.test/"}
    subtest = {"step_type": "subtest", "test_uuid": "u"}
    lost = {"name": "Lost", "id": "u", "steps": [{"step_type": "request", "url": "ftp://x/"}]}
    tests = [{"name": "T", "steps": [request, request, subtest]}, lost]
    yaml, notes = convert("runscope", Source(json.dumps(tests), "file"), Options())
    [test] = read(yaml, "out").tests
    assert [step.type for step in test.steps] == ["request", "request", "unsupported"]
    assert {note.kind for note in notes.found} == {"lost", "changed"}


def test_every_setting_survives_an_export(tmp_path: Path) -> None:
    """What the format has no word for is read from where the export put it."""
    trusted = write_certificate(tmp_path).read_text()
    document = {
        "environments": [{"name": "S", "variables": {"a": "1"}, "authorities": trusted}],
        "tests": [
            {
                "name": "One",
                "tags": ["quick", "smoke"],
                "steps": [{"url": "http://a.test/", "timeout": 3, "retry": {"times": 2}}],
            },
            {"name": "Two", "steps": [{"type": "subtest", "test": "One", "environment": "S"}]},
        ],
    }
    before = to_plain(from_plain(document, "here"))
    assert IMPORTER.write is not None
    text, _ = convert("runscope", Source(IMPORTER.write(before).text, "file"), Options())
    after = to_plain(read(text, "there"))
    for test in (*before["tests"], *after["tests"]):
        test.pop("environment", None)
        for step in test["steps"]:
            step.pop("id", None)
    assert after == before


def test_an_inbound_step_goes_both_ways_and_its_new_url_is_to_be_looked_at() -> None:
    step = {
        "step_type": "inbound",
        "id": "in-1",
        "skipped": False,
        "note": "paid",
        "variables": [{"name": "v", "source": "response_json", "property": "id"}],
        "assertions": [ASSERTED],
        "scripts": ["log(1)"],
    }
    text = json.dumps({"name": "T", "steps": [step]})
    imported = IMPORTER.read(Source(text, "x.json"), Options())
    (note,) = imported.notes.found
    assert (note.kind, note.where) == ("check", "T, step 1")
    written, notes = exported(*imported.document["tests"][0]["steps"])
    assert (written["steps"], notes.found) == ([step], {})
