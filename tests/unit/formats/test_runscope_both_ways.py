"""Runscope's records and ours: what is written can be read back, whatever it holds."""

from __future__ import annotations

from typing import Any

import pytest

from gonogo.formats.notes import Notes
from gonogo.formats.runscope import (
    DerivedIds,
    Known,
    Writing,
    read_environment,
    read_steps,
    write_environment,
    write_steps,
)

IDS = DerivedIds({"T": ["own"]})
KNOWN = Known(
    {IDS.test("other"): "other"},
    {IDS.environment("shared"): "shared", IDS.environment("own", "T"): "own"},
)
JUDGED = {
    "variables": [{"name": "v", "source": "response_json", "property": "a"}],
    "assertions": [
        {"source": "response_status", "comparison": "equal", "value": 200},
        {"source": "response_json", "property": "n", "comparison": "is_null"},
    ],
}
FOREIGN = {"source": "certificate_days_left", "comparison": "is_greater_than", "value": 3}
REQUEST = {"type": "request", "method": "POST", "url": "http://a.test/"}
STEPS: dict[str, dict[str, Any]] = {
    "request": {**REQUEST, **JUDGED, "headers": {"A": ["1", "2"]}, "body": "x", "note": "n"},
    "form": {**REQUEST, "form": {"a": "1", "b": ["2", "3"]}, "scripts": ["s"]},
    "multipart": {**REQUEST, "multipart": [{"name": "a", "value": "1", "content_type": "t/x"}]},
    "auth": {**REQUEST, "auth": {"type": "digest", "username": "u", "password": "p"}},
    "ours": {**REQUEST, "timeout": 3, "retry": {"times": 3}, "follow_redirects": False},
    "foreign words": {**REQUEST, "assertions": [FOREIGN]},
    "graphql": {**REQUEST, "graphql": {"query": "{ a }"}},
    "pause": {"type": "pause", "duration": 3, "skipped": True},
    "condition": {
        **{"type": "condition", "left_value": "{{a}}", "comparison": "equal", "right_value": "1"},
        "steps": [{"type": "pause", "duration": 1}],
    },
    "loop": {
        **{"type": "loop", "left_value": "{{a}}", "comparison": "not_equal", "right_value": "1"},
        **{"times": 5, "steps": [REQUEST]},
    },
    "subtest": {
        **{"type": "subtest", "test": "other", "environment": "shared", **JUDGED},
        **{"params": {"a": "1"}, "scripts": ["s"], "before_scripts": ["b"]},
    },
    "group": {"type": "group", "params": {"a": "1"}, "steps": [REQUEST]},
    "foreach": {"type": "foreach", "values": [1, 2], "steps": [REQUEST]},
    "script": {"type": "script", "scripts": ["log(1)"]},
    "inbound": {"type": "inbound", "path": "x", **JUDGED, "scripts": ["s"]},
}


def without_ids(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Written steps get ids of their own."""
    return [
        {key: without_ids(value) if key == "steps" else value for key, value in step.items()}
        for step in ({k: v for k, v in each.items() if k != "id"} for each in steps)
    ]


@pytest.mark.parametrize("kind", STEPS)
def test_a_step_that_is_written_is_read_as_it_was(kind: str) -> None:
    notes = Notes()
    written = write_steps([STEPS[kind]], ("T",), "T", Writing(IDS, notes, every_type=True))
    assert without_ids(read_steps(written, "T", notes, KNOWN)) == [STEPS[kind]]


@pytest.mark.parametrize("kind", STEPS)
def test_every_written_step_has_what_strict_clients_read(kind: str) -> None:
    to = Writing(IDS, Notes(), every_type=True)
    [written] = write_steps([STEPS[kind]], ("T",), "T", to)
    assert {"id", "step_type", "skipped", "note"} <= set(written)
    if written["step_type"] == "request":
        words = {a["source"] for a in written["assertions"]}
        assert FOREIGN["source"] not in words
        assert isinstance(written["body"], str)


@pytest.mark.parametrize("kind", ["group", "foreach", "script"])
def test_an_export_leaves_out_kinds_that_others_do_not_know(kind: str) -> None:
    notes = Notes()
    assert write_steps([STEPS[kind]], ("T",), "T", Writing(IDS, notes)) == []
    assert [note.what for note in notes.found] == [f"the step of the type {kind}"]


def test_a_step_of_an_unknown_kind_is_kept_whole() -> None:
    raw = {"step_type": "ghost-inspector", "id": "g1", "test_name": "x", "odd": [1]}
    [step] = read_steps([raw], "T", Notes(), KNOWN)
    assert step == {"type": "ghost-inspector", "id": "g1", "test_name": "x", "odd": [1]}


def test_an_environment_that_is_written_is_read_as_it_was() -> None:
    environment = {
        **{"name": "own", "parent": "shared", "variables": {"a": "1"}, "headers": {"A": "b"}},
        **{"auth": {"type": "basic", "username": "u", "password": "p"}, "verify_tls": False},
        **{"webhooks": ["http://a.test/"], "preserve_cookies": True, "script": "x"},
        "authorities": "-----BEGIN CERTIFICATE-----",
    }
    notes = Notes()
    written = write_environment(environment, "T", IDS, "T", notes)
    assert written["test_id"] == IDS.test("T")
    assert [note.what for note in notes.found] == ["`authorities`"]
    names = {IDS.environment("shared"): "shared"}
    assert read_environment(written, names, "T", notes) == environment


def test_an_older_word_for_a_comparison_is_read() -> None:
    """Samples of the vendor have `is_equal` where newer ones have `equal_number`."""
    raw = {"assertions": [{"source": "response_status", "comparison": "is_equal", "value": 200}]}
    [step] = read_steps([{**raw, "url": "http://a.test/"}], "T", Notes(), KNOWN)
    assert step["assertions"][0]["comparison"] == "equal_number"
