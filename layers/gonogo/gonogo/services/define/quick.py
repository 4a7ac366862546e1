"""Reads a document that is plainly in order without pydantic, which costs more than a short run.

It takes less than the models do and never complains: where it is not sure, it gives up, and the
models decide and word what is wrong. A test holds both to the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from functools import cache
from typing import Any, NoReturn

from gonogo.domain.environment import Environment
from gonogo.domain.http import Headers
from gonogo.domain.test import Assertion, Extraction, Filters, Retry, Step
from gonogo.engine.auth import auth_types
from gonogo.engine.auth import canonical as canonical_auth
from gonogo.engine.comparators import canonical, comparators
from gonogo.engine.sources import sources
from gonogo.engine.steps import step_types
from gonogo.services.define.chains import BadChain, read_chain
from gonogo.services.define.document import Document, StepList, SuiteDefinition, TestDefinition
from gonogo.services.define.written import Written

Take = Callable[[Any], Any]
DEFAULT_STEP = "request"
MAX_STEPS = 100
UNSPOKEN = frozenset({"test", "parent_scripts", "retry_on_failure", "kept"})
"""Fields that the models refuse too."""
_VARIABLE = re.compile(r"(?!runscope_)[^\s{}()]{1,128}", re.IGNORECASE)
_URL = re.compile(r"(https?://|\{\{).{1,8192}")
_STEP_ID = re.compile(r"[A-Za-z0-9-]{1,64}")


class _Doubt(Exception):
    """Not plainly in order."""


def document(raw: object) -> Document | None:
    """The document, or None where the models have to look."""
    try:
        said = dict(_mapping(raw))
        if said.pop("version", 1) != 1:
            return None
        taken: Document = _record(Document)(said)
    except _Doubt:
        return None
    return taken


def _doubt() -> NoReturn:
    raise _Doubt


def _mapping(raw: object) -> Mapping[str, Any]:
    if type(raw) is not dict or not all(type(key) is str for key in raw):
        _doubt()
    return raw


def _of(*types: type) -> Take:
    """Exactly one of these types: what the models would convert is left to them."""

    def take(raw: Any) -> Any:
        return raw if type(raw) in types else _doubt()

    return take


def _float(raw: Any) -> float:
    return float(raw) if type(raw) in (int, float) else _doubt()


def _scalar(raw: Any) -> Any:
    if type(raw) is Written:
        return float(raw)
    return raw if raw is None or type(raw) in (str, int, bool, float) else _doubt()


def _text(raw: Any) -> str:
    """A scalar as text; numbers with a point are left to the models."""
    if type(raw) is str:
        return raw
    return str(raw) if type(raw) is int else _doubt()


def _value(raw: Any) -> Any:
    return raw.text if type(raw) is Written else _scalar(raw)


def _values(raw: Any) -> Any:
    return tuple(map(_value, raw)) if type(raw) is list else _value(raw)


def _json(raw: Any) -> Any:
    if type(raw) is dict:
        return {key: _json(item) for key, item in _mapping(raw).items()}
    return [_json(item) for item in raw] if type(raw) is list else _scalar(raw)


def _rows(raw: Any) -> Any:
    """JSON, but a number stays as it was written."""
    if type(raw) is dict:
        return {key: _rows(item) for key, item in _mapping(raw).items()}
    return [_rows(item) for item in raw] if type(raw) is list else _value(raw)


def _texts_by_name(raw: Any) -> dict[str, str]:
    return {key: _text(value) for key, value in _mapping(raw).items()}


def _values_by_name(raw: Any) -> dict[str, Any]:
    return {key: _values(value) for key, value in _mapping(raw).items()}


def _header_lines(raw: Any) -> Headers:
    return tuple((name, _text(value)) for name, value in _mapping(raw).items())


def _filters(raw: Any) -> Filters:
    try:
        return read_chain(raw)
    except BadChain:
        _doubt()


def _list_of(take: Take) -> Take:
    return lambda raw: tuple(map(take, raw)) if type(raw) is list else _doubt()


def _matching(pattern: re.Pattern[str]) -> Take:
    def take(raw: Any) -> str:
        return raw if type(raw) is str and pattern.fullmatch(raw) else _doubt()

    return take


def _name(most: int) -> Take:
    return _matching(re.compile(rf"\S([^\x00-\x1f]{{0,{most - 2}}}\S)?"))


def _variables(raw: Any) -> dict[str, str]:
    taken = _texts_by_name(raw)
    return taken if all(map(_VARIABLE.fullmatch, taken)) else _doubt()


def _auth(raw: Any) -> dict[str, str]:
    settings = _texts_by_name(raw)
    if settings:
        kind = canonical_auth(settings.get("type", settings.get("auth_type", "")))
        if kind not in auth_types.names or not settings.keys() >= set(auth_types[kind].needs):
            _doubt()
    return settings


def _source(raw: Any) -> str:
    return raw if type(raw) is str and raw in sources.names else _doubt()


def _comparison(raw: Any) -> str:
    word = canonical(raw) if type(raw) is str else ""
    return word if word in comparators.names else _doubt()


def _steps(raw: Any) -> tuple[Step, ...]:
    return tuple(map(_step, raw)) if type(raw) is list and 1 <= len(raw) <= MAX_STEPS else _doubt()


def _step(raw: Any) -> Step:
    said = dict(_mapping(raw))
    kind = said.pop("type", "group" if "use" in said else DEFAULT_STEP)
    if kind not in step_types.names:
        _doubt()
    model: Any = step_types[kind].model
    step: Step = _record(model)(said)
    return _doubt() if list(step_types[kind].flaws(step)) else step


def _fits(assertion: Assertion | Extraction) -> bool:
    """Whether there is a property exactly where the source takes one."""
    use = sources[assertion.source].property
    return not (use == "required" and not assertion.property) and not (
        use == "none" and assertion.property
    )


def _assertion(raw: Any) -> Assertion:
    said = dict(_mapping(raw))
    said.setdefault("comparison", "equal")
    taken: Assertion = _record(Assertion)(said)
    if comparators[taken.comparison].takes_value != ("value" in said) or not _fits(taken):
        _doubt()
    return taken


def _extraction(raw: Any) -> Extraction:
    taken: Extraction = _record(Extraction)(_mapping(raw))
    return taken if _fits(taken) else _doubt()


def _environment(raw: Any) -> Environment:
    said = _mapping(raw)
    if "id" in said:
        _doubt()
    # In a document, its id is its name.
    taken: Environment = _record(Environment)({**said, "id": said.get("name")})
    return taken


@cache
def _record(cls: Any) -> Take:
    """How a mapping becomes this dataclass: every key known, every value taken."""
    takes = {field.name: _taking(cls, field) for field in fields(cls)}
    needed = {f.name for f in fields(cls) if f.default is f.default_factory is MISSING}

    def build(said: Mapping[str, Any]) -> Any:
        taken = {}
        for key, value in said.items():
            take = takes.get(key)
            if take is None:
                _doubt()
            taken[key] = take(value)
        return cls(**taken) if needed <= taken.keys() else _doubt()

    return build


def _taking(cls: Any, field: Field[Any]) -> Take | None:
    if field.name in UNSPOKEN:
        return None
    owner = Step if issubclass(cls, Step) else cls
    return BY_FIELD.get((owner, field.name)) or BY_ANNOTATION.get(str(field.type))


BY_ANNOTATION: Mapping[str, Take] = {
    "str": _of(str),
    "str | None": _of(str, type(None)),
    "bool": _of(bool),
    "float": _float,
    "int": _of(int),
    "Retry | None": lambda raw: raw if raw is None else _record(Retry)(_mapping(raw)),
    "object": _json,
    "Scalar": _scalar,
    "Fields": _values_by_name,
    "Mapping[str, str]": _texts_by_name,
    "Headers": _header_lines,
    "Filters": _filters,
    "tuple[str, ...]": _list_of(_of(str)),
    "tuple[Assertion, ...]": _list_of(_assertion),
    "tuple[Extraction, ...]": _list_of(_extraction),
    "tuple[Environment, ...]": _list_of(_environment),
    "tuple[StepList, ...]": _list_of(lambda raw: _record(StepList)(_mapping(raw))),
    "tuple[TestDefinition, ...]": _list_of(lambda raw: _record(TestDefinition)(_mapping(raw))),
    "tuple[SuiteDefinition, ...]": _list_of(lambda raw: _record(SuiteDefinition)(_mapping(raw))),
    "tuple[Step, ...]": _steps,
}
"""How a field is taken, by its annotation as it is written; of any other it is not sure."""
BY_FIELD: Mapping[tuple[type, str], Take] = {
    (Step, "id"): _matching(_STEP_ID),
    (Step, "auth"): _auth,
    (Step, "comparison"): _comparison,
    (Step, "values"): _rows,
    (StepList, "name"): _name(255),
    (StepList, "params"): _list_of(_matching(_VARIABLE)),
    (StepList, "defaults"): _variables,
    (Document, "project"): _name(255),
    (TestDefinition, "name"): _name(255),
    (TestDefinition, "tags"): _list_of(_name(100)),
    (SuiteDefinition, "name"): _name(255),
    (Environment, "id"): _of(str),
    (Environment, "name"): _name(100),
    (Environment, "parent"): _of(str, type(None)),
    (Environment, "variables"): _variables,
    (Environment, "auth"): _auth,
    # Certificates are read by the models.
    (Environment, "authorities"): lambda raw: _doubt() if raw else "",
    (Environment, "webhooks"): _list_of(_matching(_URL)),
    (Assertion, "source"): _source,
    (Assertion, "comparison"): _comparison,
    (Extraction, "name"): _matching(_VARIABLE),
    (Extraction, "source"): _source,
}
"""The same for fields that take less than their annotation says."""
