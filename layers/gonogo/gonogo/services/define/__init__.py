"""Definition documents: tests, suites and environments as people write them.

Loads neither pydantic nor PyYAML until a document is read, nor the engine until steps are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from gonogo.services.define.document import (
    Document,
    SuiteDefinition,
    TestDefinition,
    default_environment,
    members,
)

if TYPE_CHECKING:
    from pathlib import Path

    from gonogo.domain.test import Step
    from gonogo.services.define.checks import Known

__all__ = [
    "Document",
    "SuiteDefinition",
    "TestDefinition",
    "default_environment",
    "from_plain",
    "json_schema",
    "members",
    "read",
    "read_files",
    "steps_from_plain",
    "steps_to_plain",
    "to_plain",
]


def read(text: str, source: str, known: Known | None = None) -> Document:
    """A YAML document; `InvalidDefinition` names every mistake with file, line and field."""
    from gonogo.services.define.reading import NOBODY, join, read_part

    return join([read_part(text, source)], known or NOBODY)


def read_files(paths: Iterable[Path], known: Known | None = None) -> Document:
    """Files, and the definition files inside folders, as one document."""
    from gonogo.services.define import files

    return files.read_files(paths, known)


def from_plain(raw: object, source: str, known: Known | None = None) -> Document:
    """A document from parsed JSON; `known` are names that it may use and does not define."""
    from gonogo.services.define.reading import NOBODY, join, plain_part

    return join([plain_part(raw, source)], known or NOBODY)


def to_plain(document: Document) -> dict[str, object]:
    """What `from_plain` reads back as the same document; fields at their default are left out."""
    from gonogo.services.define.plain import dump

    return dump(document)


def steps_to_plain(steps: Iterable[Step]) -> tuple[Mapping[str, object], ...]:
    """Steps as the catalog keeps them."""
    from gonogo.services.define import plain

    return plain.steps_to_plain(steps)


def steps_from_plain(steps: Iterable[Mapping[str, object]]) -> tuple[Step, ...]:
    """Steps from what `steps_to_plain` made; quick, without pydantic."""
    from gonogo.services.define import plain

    return plain.steps_from_plain(steps)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a definition document."""
    from gonogo.services.define.schema import document_schema

    return document_schema()
