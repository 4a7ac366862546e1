"""The published description and table are what the code says, and the replies obey them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gonogo.dialects.native import DIALECT
from gonogo.web.reference.files import DIALECTS, PUBLISHED, README, SERVED, generated
from tests.golden.recorded import EVENTS

ROOT = Path(__file__).resolve().parents[2]
NATIVE = EVENTS / "native"


def published() -> dict[str, Any]:
    """The description as it stands."""
    document: dict[str, Any] = json.loads((ROOT / PUBLISHED).read_text(encoding="utf-8"))
    return document


@pytest.mark.parametrize("name", [PUBLISHED, SERVED, DIALECTS, README])
def test_a_file_is_what_the_code_generates(name: str) -> None:
    """`python -m gonogo.web.reference` writes it anew."""
    assert (ROOT / name).read_text(encoding="utf-8") == generated(ROOT)[name]


def replies() -> list[Path]:
    """Every recorded native reply with a JSON body."""
    found = sorted(NATIVE.glob("*.expect.json"))
    return [path for path in found if isinstance(json.loads(path.read_text())["body"], dict)]


@pytest.mark.parametrize("path", replies(), ids=lambda path: path.name)
def test_a_recorded_reply_obeys_the_description(path: Path) -> None:
    """Status, media type and every member: nothing undescribed, nothing missing."""
    event = json.loads((NATIVE / path.name.replace(".expect", "")).read_text(encoding="utf-8"))
    reply = json.loads(path.read_text(encoding="utf-8"))
    http = event["requestContext"]["http"]
    described = _operation(http["method"], http["path"])
    if described is None:
        assert reply["statusCode"] in (404, 405)
        return
    response = described["responses"][str(reply["statusCode"])]
    response = _resolved(response)
    schema = response["content"][reply["headers"]["Content-Type"]]["schema"]
    errors = list(_validator(schema).iter_errors(reply["body"]))
    assert not errors


def _operation(method: str, path: str) -> dict[str, Any] | None:
    for address, methods in published()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", address), path):
            found: dict[str, Any] | None = methods.get(method.lower())
            return found
    return None


def _resolved(response: dict[str, Any]) -> dict[str, Any]:
    name = response.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = published()["components"]["responses"][name] if name else response
    return found


def _validator(schema: dict[str, Any]) -> Draft202012Validator:
    """A validator that allows no member which is not described."""
    root = {**schema, "components": {"schemas": _closed(published()["components"]["schemas"])}}
    return Draft202012Validator(root)


def _closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(part) for name, part in schema.items()}
    if isinstance(schema.get("properties"), dict) and "type" in schema:
        closed["additionalProperties"] = False
    return closed


def test_every_operation_has_an_id_of_its_own() -> None:
    """Generated clients name their functions by it."""
    operations = [op for methods in published()["paths"].values() for op in methods.values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids))
    assert len(ids) == sum(len(route.methods) for route in DIALECT.routes) + 2
