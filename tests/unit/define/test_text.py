"""The YAML that is read: plain values only, every one bounded, mistakes with their line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from gonogo.services.define import text
from gonogo.services.define.problems import Refused
from gonogo.services.define.written import Written

ROOT = Path(__file__).parents[3]


def value(written: str) -> Any:
    """What a text holds, if nothing is wrong with it."""
    loaded = text.load(written)
    assert loaded.problems == ()
    return loaded.value


def refused(written: str) -> tuple[str, int | None]:
    """The first complaint and its line."""
    try:
        problems = text.load(written).problems
    except Refused as error:
        problems = error.problems
    return problems[0].message, problems[0].line


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1", 1),
        ("-1", -1),
        ("+1", 1),
        ("0", 0),
        ("1.5", 1.5),
        ("-.5", -0.5),
        ("1e3", 1000.0),
        ("1.", 1.0),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("no", "no"),
        ("on", "on"),
        ("0123", "0123"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12:30:00", "12:30:00"),
        ("2026-01-01", "2026-01-01"),
        (".nan", ".nan"),
        (".inf", ".inf"),
        ("1e999", "1e999"),
        ("-", "-"),
        (".", "."),
        ("+.e1", "+.e1"),
        ("9" * 50, "9" * 50),
        ("'1'", "1"),
        ('"true"', "true"),
        ("''", ""),
    ],
)
def test_scalars_are_what_they_look_like(written: str, meant: object) -> None:
    read = value(f"a: {written}" if written != "-" else 'a: !!str "-"'.replace("!!str ", ""))["a"]
    assert (read, type(read)) == (meant, type(meant)) or read == Written(meant)  # type: ignore[arg-type]


def test_number_remembers_how_it_was_written() -> None:
    read = value("a: 1.10")["a"]
    assert (read, read.text) == (1.1, "1.10")


def test_keys_are_texts() -> None:
    assert value("{200: a, true: b, null: c, 1.0: d}") == {
        "200": "a",
        "true": "b",
        "null": "c",
        "1.0": "d",
    }


def test_anchors_and_merges_are_followed() -> None:
    read = value("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: [*a]\nd: {<<: [*a, {z: 4}]}\n")
    assert read["b"] == {"x": 1, "y": 3}
    assert read["c"] == [{"x": 1, "y": 2}]
    assert read["d"] == {"x": 1, "y": 2, "z": 4}


def test_json_is_read_as_json() -> None:
    document = {"a": [1, 2.5, None, True, {"b": "ü\n"}], "c": "x: y"}
    assert value(json.dumps(document)) == document


def test_same_as_the_usual_reader_where_nothing_is_special() -> None:
    for path in (ROOT / "examples").rglob("*.yaml"):
        written = path.read_text(encoding="utf-8")
        assert value(written) == yaml.safe_load(written)


def test_lines_are_those_of_keys_and_items() -> None:
    lines = text.load("a:\n  - b: 1\n    c:\n      d\n  - [2,\n     3]\n").lines
    assert lines[("a",)] == 1
    assert lines[("a", 0)] == 2
    assert lines[("a", 0, "c")] == 3
    assert lines[("a", 1, 1)] == 6


@pytest.mark.parametrize(
    ("written", "message", "line"),
    [
        ("", "the file is empty", None),
        ("# nothing\n", "the file is empty", None),
        ("a: 1\n---\nb: 2\n", "a second document starts here; a file holds one", 2),
        ("a: 1\nb: 2\na: 3\n", 'the key "a" stands twice', 3),
        ("a:\n\tb: 1\n", "a tab stands in the indentation", 2),
        ("a: [1\nb: 2\n", "this is not YAML: ", 2),
        ("a: 'x\n", "this is not YAML: ", None),
        ("a: *b\n", "*b repeats nothing that was named before it", 1),
        ("a: &a [*a]\n", "*a repeats nothing that was named before it", 1),
        ("a: !!python/name:os.system x\n", "the tag tag:yaml.org,2002:python/name", 1),
        ("a: !secret x\n", "the tag !secret is not accepted", 1),
        ("? [a]\n: 1\n", "a key must be a text", 1),
        ("a: {<<: 1}\n", '"<<" takes a mapping or a list of mappings', 1),
        ("a: \x01\n", "the text cannot be read as YAML", None),
        ("a: \ud800\n", "the text is not valid Unicode", None),
        ("[" * 100, "more than 64 levels are not accepted", 1),
        ("a: " + "x" * text.MAX_BYTES, "the file has 1048579 bytes", None),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(
    written: str, message: str, line: int | None
) -> None:
    told, where = refused(written)
    assert message in told
    assert line is None or where == line


def test_alias_bomb_is_refused_before_it_grows() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 30)
    )
    told, line = refused(bomb)
    assert told == "the file grows past 200000 values; that is not accepted"
    assert line == 6


def test_merge_bomb_is_refused_too() -> None:
    bomb = "a0: &a0 {" + ", ".join(f"k{i}: 1" for i in range(100)) + "}\n"
    bomb += "".join(f"b{i}: {{<<: [{', '.join(['*a0'] * 100)}]}}\n" for i in range(100))
    assert "grows past" in refused(bomb)[0]
