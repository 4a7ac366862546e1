"""The published schema and the reference page are what the code says, and cover all of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from gonogo.engine.auth import auth_types
from gonogo.engine.builtins import built_ins
from gonogo.engine.comparators import comparators
from gonogo.engine.sources import sources
from gonogo.services.define import json_schema, read, to_plain
from gonogo.services.define.reference import PAGE, SCHEMA, generated

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
EXAMPLES = sorted((ROOT / "examples").rglob("*.yaml"))


@pytest.mark.parametrize("name", [SCHEMA, PAGE])
def test_published_file_is_what_the_code_generates(name: str) -> None:
    page = (REFERENCE / PAGE).read_text(encoding="utf-8")
    stands = (REFERENCE / name).read_text(encoding="utf-8")
    assert stands == generated(page)[name], "run `python -m gonogo.services.define docs/reference`"


def test_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_examples_are_good_by_the_schema_and_by_the_reader(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    validator = Draft202012Validator(json_schema())
    assert list(validator.iter_errors(yaml.safe_load(text))) == []
    assert list(validator.iter_errors(to_plain(read(text, path.name)))) == []


@pytest.mark.parametrize(
    "document",
    [
        {"proyect": "x"},
        {"tests": [{"name": "T"}]},
        {"tests": [{"name": "T", "steps": []}]},
        {"tests": [{"name": "T", "steps": [{"url": "http://a", "methd": "GET"}]}]},
        {"environments": [{"name": "e", "variables": {"runscope_x": "1"}}]},
        {"suites": [{"tests": ["T"]}]},
    ],
)
def test_schema_refuses_what_the_reader_refuses(document: dict[str, Any]) -> None:
    assert not Draft202012Validator(json_schema()).is_valid(document)


def test_every_field_is_explained() -> None:
    schema = json_schema()
    records = {"Document": schema, **schema["$defs"]}
    bare = [
        f"{record}.{name}"
        for record, content in records.items()
        for name, field in content["properties"].items()
        if not field.get("description")
    ]
    assert bare == []


def test_reference_names_every_extension() -> None:
    page = (REFERENCE / PAGE).read_text(encoding="utf-8")
    registries = (sources, comparators, auth_types, built_ins)
    missing = [name for registry in registries for name in registry.names if f"{name}" not in page]
    assert missing == []


def test_enumerations_are_the_registries() -> None:
    properties = json.loads((REFERENCE / SCHEMA).read_text())["$defs"]["Assertion"]["properties"]
    assert properties["source"]["enum"] == list(sources.names)
    assert properties["comparison"]["enum"] == list(comparators.names)
