"""Files that are wrong, huge or made to harm: a sentence, never a traceback."""

from __future__ import annotations

import json

import pytest

from gonogo.errors import GonogoError, Invalid
from gonogo.importers import importers
from gonogo.importers._contract import Importer, Options, Source
from gonogo.importers._draft.reading import read_json, read_yaml

DEEP = "[" * 100_000
NOT_A_FILE_OF_THE_FORMAT = ["", "null", "[]", "{}", "0", '"text"', DEEP, "{" * 5000, "\x00", "a: b"]


@pytest.mark.parametrize("text", NOT_A_FILE_OF_THE_FORMAT, ids=lambda text: repr(text[:8]))
@pytest.mark.parametrize("name", importers.names)
def test_what_is_none_of_the_format_is_refused(name: str, text: str) -> None:
    with pytest.raises(GonogoError):
        importers[name].read(Source(text, "file"), Options())


@pytest.mark.parametrize("name", importers.names)
def test_an_importer_honours_its_contract(name: str) -> None:
    assert isinstance(importers[name], Importer)
    assert importers[name].title


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": ' * 200 + "1" + "}" * 200, "deeper than 100 levels"),
        ("[" + "1" * 5000 + "]", "too long"),
        ('{"a": 1,}', "line 1, column"),
        (DEEP + "]" * 100_000, "too deeply"),
    ],
    ids=["deep", "number", "syntax", "deeper than Python"],
)
def test_json_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        read_json(Source(text, "file"))


BOMB = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "more than"),
        ("a: &a [*a]", "deeper than"),
        ("- " * 5000 + "x", "deeper than"),
        ("a: !!python/object/apply:os.system [ls]", "the YAML tag"),
        ("a: 0b_", "cannot be read as YAML"),
        ("a: [", "cannot be read as YAML"),
    ],
    ids=["bomb", "circle", "deep", "tag", "number", "syntax"],
)
def test_yaml_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        read_yaml(Source(text, "file"))


def test_yaml_dates_stay_texts() -> None:
    assert read_yaml(Source("a: 2024-01-31", "file")) == {"a": "2024-01-31"}


@pytest.mark.parametrize("target", ["https://a.test/x.json", "other.yaml#/X", "file:///etc/passwd"])
def test_a_reference_out_of_the_document_is_told_and_not_followed(target: str) -> None:
    operation = {"parameters": [{"$ref": target}], "responses": {}}
    text = json.dumps({"openapi": "3.0.0", "paths": {"/a": {"get": operation}}})
    imported = importers["openapi"].read(Source(text, "file"), Options())
    [note] = [note for note in imported.notes.found if note.kind == "lost"]
    assert target in note.what


def test_a_schema_that_holds_itself_many_times_ends() -> None:
    many = {f"p{n}": {"$ref": f"#/components/schemas/S{n}"} for n in range(40)}
    schemas = {f"S{n}": {"type": "object", "properties": many} for n in range(40)}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}}
    post = {"post": {"requestBody": {"content": content}}}
    root = {"openapi": "3.1.0", "components": {"schemas": schemas}, "paths": {"/a": post}}
    imported = importers["openapi"].read(Source(json.dumps(root), "file"), Options())
    assert imported.document["tests"]
