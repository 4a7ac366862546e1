"""Definition documents from text and from parsed JSON, checked, with all that is wrong at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from gonogo.errors import InvalidDefinition
from gonogo.services.define import checks
from gonogo.services.define.checks import Known
from gonogo.services.define.document import Document
from gonogo.services.define.lists import expand, lists_of
from gonogo.services.define.problems import Lines, Problem, Refused, invalid, quote, shorten

NOBODY = Known()
MAX_DEPTH = 64
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half a character: JSON can write it (`\\ud800`), and it can be neither sent nor stored."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file's share of a project."""

    source: str
    document: Document
    written: str = ""
    """The file's text; empty for parsed JSON, which has no lines."""

    def invalid(self, problems: Sequence[Problem]) -> InvalidDefinition:
        """The error that places these problems in this file."""
        return invalid(self.source, problems, self._lines())

    def _lines(self) -> Lines:
        """Where everything stands: worked out again, since lines outweigh the document itself."""
        if not self.written:
            return {}
        from gonogo.services.define import text

        return text.load(self.written).lines


def read_part(written: str, source: str) -> Part:
    """A file's definitions, good in themselves; names it uses are not looked up yet."""
    from gonogo.services.define import text  # PyYAML, which Lambda does without

    try:
        loaded = text.load(written)
    except Refused as refused:
        raise invalid(source, refused.problems, {}) from None
    document, problems = _document(loaded.value)
    if document is None or loaded.problems:
        raise invalid(source, (*loaded.problems, *problems), loaded.lines)
    return Part(source, document, written)


def plain_part(raw: object, source: str) -> Part:
    """The same of parsed JSON, which has no lines."""
    if flaw := _flaw(raw):
        raise invalid(source, [Problem((), flaw)], {})
    document, problems = _document(raw)
    if document is None:
        raise invalid(source, problems, {})
    return Part(source, document)


def _flaw(raw: object) -> str | None:
    """What JSON can say and no definition may; the reader of YAML has looked for it itself."""
    waiting = [(raw, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > MAX_DEPTH:
            return f"more than {MAX_DEPTH} levels are not accepted"
        if isinstance(value, dict):
            waiting += [(inner, depth + 1) for pair in value.items() for inner in pair]
        elif isinstance(value, list):
            waiting += [(inner, depth + 1) for inner in value]
        elif isinstance(value, str) and _SURROGATE.search(value):
            return f"{quote(value)} is not valid Unicode"
        elif isinstance(value, float) and not isfinite(value):
            return f"{value} is not a number that JSON knows"
    return None


def join(parts: Sequence[Part], known: Known = NOBODY) -> Document:
    """The parts as one document; raises `InvalidDefinition` where they do not fit together."""
    documents = [part.document for part in parts]
    names = checks.names(documents, known)
    found = [list(checks.problems(document, names)) for document in documents]
    for number, problem in checks.duplicates(documents):
        found[number].append(problem)
    projects = {number: d.project for number, d in enumerate(documents) if d.project is not None}
    project = next(iter(projects.values()), None)
    for number, other in projects.items():
        if other != project:
            message = f'the files belong to different projects: "{project}" and "{other}"'
            found[number].append(Problem(("project",), message))
    errors = [
        part.invalid(problems) for part, problems in zip(parts, found, strict=True) if problems
    ]
    if errors:
        raise InvalidDefinition(shorten([s for error in errors for s in error.problems]))
    shared = lists_of(documents)
    documents = [expand(document, shared) for document in documents] if shared else documents
    return Document(
        project=project,
        environments=tuple(e for document in documents for e in document.environments),
        tests=tuple(test for document in documents for test in document.tests),
        suites=tuple(suite for document in documents for suite in document.suites),
    )


def read_one(kind: str, raw: object, source: str, known: Known) -> Document:
    """A document of one thing, such as a test; problems are told at the fields of that thing."""
    if flaw := _flaw(raw):
        raise invalid(source, [Problem((), flaw)], {})
    document, problems = _document({kind: [raw]})
    if document is not None:
        problems = tuple(checks.problems(document, checks.names([document], known)))
    if document is None or problems:
        raise invalid(source, [Problem(found.path[2:], found.message) for found in problems], {})
    return document


def _document(raw: object) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document, or what is wrong with it."""
    from gonogo.services.define import quick

    if isinstance(raw, dict):
        # Like other formats: a place of one's own, for what anchors repeat.
        raw = {key: value for key, value in raw.items() if not str(key).startswith("x-")}
    if (document := quick.document(raw)) is not None:
        return document, ()
    # Pydantic is loaded with the first document that is not plainly in order.
    from pydantic import ValidationError

    from gonogo.services.define.complaints import problems
    from gonogo.services.define.models import document_model, values

    try:
        said = values(document_model().model_validate(raw))
    except ValidationError as error:
        return None, tuple(problems(error, raw))
    said.pop("version", None)
    return Document(**said), ()
