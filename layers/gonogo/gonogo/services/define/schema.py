"""The published JSON Schema of a definition document, so that editors complete and explain it."""

from __future__ import annotations

import ast
import inspect
import textwrap
from itertools import pairwise
from typing import Any

from gonogo.domain.environment import Environment
from gonogo.domain.test import Assertion, Extraction, Retry
from gonogo.engine.bodies import Part
from gonogo.engine.steps import step_types
from gonogo.services.define.document import Document, StepList, SuiteDefinition, TestDefinition
from gonogo.services.define.models import ALSO, DEFAULT_STEP, USE_STEP, document_model

_RECORDS: tuple[type, ...] = (
    *(Environment, StepList, TestDefinition, SuiteDefinition),
    *(Assertion, Extraction, Part, Retry),
)
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def document_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of a whole document."""
    generated = document_model().model_json_schema()
    records: dict[str, dict[str, Any]] = generated.pop("$defs")
    for cls in _RECORDS:
        _explain(records[cls.__name__], cls)
    for kind in step_types.names:
        model = step_types[kind].model
        _explain(records[model.__name__], model)
        _step_words(records[model.__name__], kind)
    _explain(generated, Document)
    generated["properties"]["version"]["description"] = "The version of this format."
    generated["patternProperties"] = {
        "^x-": {"description": "Anything: a place for what YAML anchors repeat."}
    }
    generated["title"] = "gonogo definitions"
    return {"$schema": DIALECT, **generated, "$defs": dict(sorted(records.items()))}


def _explain(record: dict[str, Any], cls: type) -> None:
    """Descriptions from the dataclass; no titles that only repeat the field's name."""
    said = attribute_docstrings(cls)
    for name, field in record["properties"].items():
        field.pop("title", None)
        if "patternProperties" in field:
            field["additionalProperties"] = False
        if name in said:
            field["description"] = said[name]


def _step_words(record: dict[str, Any], kind: str) -> None:
    """The words of other tools, and the type where it cannot be left out."""
    for word, also in ALSO.items():
        if word in record["properties"]:
            description = f"Another word for `{word}`."
            record["properties"][also] = {
                **record["properties"][word],
                "description": description,
                "deprecated": True,
            }
    if kind == USE_STEP:  # what says `use` needs no type
        record["anyOf"] = [{"required": ["type"]}, {"required": ["use"]}]
    elif kind != DEFAULT_STEP:
        record.setdefault("required", []).insert(0, "type")


def attribute_docstrings(cls: type) -> dict[str, str]:
    """The texts that stand below a class's attributes, its bases' included."""
    found: dict[str, str] = {}
    for part in reversed(cls.__mro__[:-1]):
        body = ast.parse(textwrap.dedent(inspect.getsource(part))).body[0]
        lines = body.body if isinstance(body, ast.ClassDef) else []
        for before, line in pairwise(lines):
            if (
                isinstance(before, ast.AnnAssign)
                and isinstance(before.target, ast.Name)
                and isinstance(line, ast.Expr)
                and isinstance(line.value, ast.Constant)
            ):
                found[before.target.id] = inspect.cleandoc(str(line.value.value))
    return found
