"""Pydantic models of a definition document, made from the dataclasses that they fill.

A step type's own dataclass is the only description of its fields: a new step type, source or
comparator is accepted, completed by editors and documented without a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import (
    Annotated,
    Any,
    ForwardRef,
    Literal,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    create_model,
)

from gonogo.domain.environment import Environment
from gonogo.domain.http import Headers
from gonogo.domain.test import Assertion, Extraction, Filters, Retry, Scalar, Step
from gonogo.engine.bodies import Part
from gonogo.engine.steps import step_types
from gonogo.services.define import rules
from gonogo.services.define.document import Document, StepList, SuiteDefinition, TestDefinition
from gonogo.services.define.fields import (
    FilterChain,
    JsonValue,
    ScalarValue,
    Text,
    Values,
    complain,
    list_of,
    mapping_of,
)
from gonogo.services.define.plain import default

DEFAULT_STEP = "request"
USE_STEP = "group"
"""What a step is that says neither its type nor a request's, but which list to use."""
ALSO: Mapping[str, str] = {"type": "step_type", "params": "args"}
"""Words for a step's fields that definitions of other tools use."""


@cache
def document_model() -> type[BaseModel]:
    """The model of a whole document; its values are `Document`'s fields."""
    return _model(Document, {"version": (Literal[1], Field(1))})


@cache
def record_model(cls: Any) -> type[BaseModel]:
    """The model that one dataclass is read through."""
    return _model(cls, {})


@cache
def any_step() -> Any:
    """A step of any type; without one it is a request."""
    kinds: dict[str, Any] = {kind: step_types[kind].model for kind in step_types.names}
    tagged = [Annotated[_record(model), Tag(kind)] for kind, model in kinds.items()]
    # The members are known at run time only, so no annotation can be written for them.
    union: Any = Union.__getitem__(tuple(tagged))
    step = Annotated[union, Discriminator(_step_type)]
    for model in kinds.values():
        record_model(model).model_rebuild(_types_namespace={"AnyStep": step})
    return step


def _step_type(raw: Any) -> str | None:
    if not isinstance(raw, Mapping):
        return None
    default = USE_STEP if "use" in raw else DEFAULT_STEP
    kind = raw.get("type", raw.get(ALSO["type"], default))
    return kind if isinstance(kind, str) else repr(kind)


@cache
def keys_by_place() -> Mapping[str, tuple[str, ...]]:
    """The keys that a mapping takes, by the field that holds it or, in a step, by its type."""
    steps: dict[str, Any] = {kind: step_types[kind].model for kind in step_types.names}
    records = {
        "": document_model(),
        "environments": record_model(Environment),
        "lists": record_model(StepList),
        "tests": record_model(TestDefinition),
        "suites": record_model(SuiteDefinition),
        "assertions": record_model(Assertion),
        "variables": record_model(Extraction),
        "multipart": record_model(Part),
        "retry": record_model(Retry),
        **{kind: record_model(model) for kind, model in steps.items()},
    }
    return {
        place: tuple(field.removesuffix("_") for field in model.model_fields)
        for place, model in records.items()
    }


def _model(cls: type, more: dict[str, Any]) -> type[BaseModel]:
    hints = get_type_hints(cls)
    shapes = rules.shapes(cls)
    left_out = rules.left_out(cls)
    defaults = rules.DEFAULTS.get(cls, {})
    definitions: dict[str, Any] = dict(more)
    for field in fields(cls):
        if field.name not in left_out:
            shape = shapes.get(field.name) or _accept(hints[field.name], inside=cls)
            value = defaults.get(field.name, default(field))
            definitions[f"{field.name}_"] = (shape, _field(cls, field.name, value))
    config = ConfigDict(extra="forbid", title=rules.title(cls))
    return create_model(cls.__name__, __config__=config, __doc__=cls.__doc__, **definitions)


def _field(cls: type, name: str, value: Any) -> Any:
    extra = dict(rules.limits(cls, name))
    if value is not MISSING:
        extra["default"] = value
    # Fields are called `json_`: some of the words belong to BaseModel.
    also = name in ALSO and issubclass(cls, Step)
    extra["validation_alias"] = AliasChoices(name, ALSO[name]) if also else name
    return Field(**extra)


def values(model: BaseModel) -> dict[str, Any]:
    """What was said, by the names that definitions use; the dataclasses know their defaults."""
    held = model.__dict__
    return {name.removesuffix("_"): held[name] for name in model.model_fields_set}


def _record(cls: type) -> Any:
    return Annotated[record_model(cls), AfterValidator(_builder(cls))]


def _builder(cls: type) -> Callable[[BaseModel], object]:
    check = rules.CHECKS.get(cls)
    more = rules.DEFAULTS.get(cls, {})

    def build(model: BaseModel) -> object:
        said = more | values(model)
        if check and (problems := check(said)):
            raise complain(*problems)
        if cls is Environment:  # in a document, its id is its name
            return cls(id=said["name"], **said)
        built = cls(**said)
        if isinstance(built, Step) and (problems := list(step_types[built.type].flaws(built))):
            raise complain(*problems)
        return built

    return build


def _accept(annotation: Any, inside: type) -> Any:
    """What a definition may hold where a dataclass has this annotation."""
    simple = {
        str: str,
        object: JsonValue,
        Scalar: ScalarValue,
        Headers: rules.HeaderLines,
        Filters: FilterChain,
    }
    if annotation in simple:
        return simple[annotation]
    if annotation is Step:  # steps inside steps: known once all their types are
        return ForwardRef("AnyStep") if issubclass(inside, Step) else any_step()
    if hasattr(annotation, "__dataclass_fields__"):
        return _record(annotation)
    origin, inner = get_origin(annotation), get_args(annotation)
    if annotation == Retry | None:
        return _record(Retry) | None
    if origin is tuple and inner[-1] is Ellipsis:
        return list_of(_accept(inner[0], inside))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        kinds = {str: Text, object: JsonValue}
        return mapping_of(str, kinds.get(inner[1], Values))
    return annotation
