"""A service model of botocore, enforced: AWS checks what its own client lets through."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StringShape, StructureShape

_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "double": (int, float),
    "float": (int, float),
    "boolean": (bool,),
    "timestamp": (int, float, datetime),
    "blob": (bytes, str),
    "list": (list,),
    "map": (dict,),
    "structure": (dict,),
}


class Refused(Exception):
    """The call gets an error of the service."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code


@cache
def _model(service: str) -> ServiceModel:
    """Read once: that of ECS is large."""
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


class Model:
    """What a service's requests must hold, and which errors its operations may answer."""

    def __init__(self, service: str, refusal: str = "ValidationException") -> None:
        self.name = service
        self._model = _model(service)
        self._refusal = refusal
        self.target: str = self._model.metadata["targetPrefix"]

    def knows(self, operation: str) -> bool:
        """Whether the service has this operation."""
        return operation in self._model.operation_names

    def values(self, shape: str) -> tuple[str, ...]:
        """What a text of this shape may say, in the order of the model."""
        found: Any = self._model.shape_for(shape)
        return tuple(found.enum)

    def check(self, operation: str, given: Mapping[str, Any]) -> None:
        """Raise `Refused` unless the request keeps to the model: members, types and limits."""
        shape = self._model.operation_model(operation).input_shape
        problems = list(_problems(shape, dict(given), "")) if shape is not None else []
        if problems:
            raise Refused(self._refusal, "; ".join(problems))

    def check_answer(self, operation: str, answer: Mapping[str, Any]) -> None:
        """Raise `ValueError` if what we answer is nothing that the service could."""
        shape = self._model.operation_model(operation).output_shape
        problems = list(_problems(shape, dict(answer), "")) if shape is not None else []
        if problems:
            raise ValueError(f"{operation}: {'; '.join(problems)}")

    def may_answer(self, operation: str, code: str) -> bool:
        """Whether the operation declares this error; the general ones are declared nowhere."""
        declared = {shape.name for shape in self._model.operation_model(operation).error_shapes}
        return code in declared | GENERAL | {self._refusal}


GENERAL = frozenset({"ThrottlingException", "AccessDeniedException", "InternalFailure"})


def _problems(shape: Shape, value: Any, place: str) -> Iterator[str]:
    where = place or "the request"
    if not _is_a(shape.type_name, value):
        yield f"{where} is no {shape.type_name}"
    elif isinstance(shape, StructureShape):
        yield from _members(shape, value, place)
    elif isinstance(shape, ListShape):
        yield from _size(shape, len(value), where)
        for index, member in enumerate(value):
            yield from _problems(shape.member, member, f"{place}[{index}]")
    elif isinstance(shape, MapShape):
        yield from _size(shape, len(value), where)
        for key, member in value.items():
            yield from _problems(shape.key, key, f"{place} key {key!r}")
            yield from _problems(shape.value, member, f"{place}.{key}")
    else:
        yield from _scalar(shape, value, where)


def _is_a(kind: str, value: object) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _TYPES[kind])


def _members(shape: StructureShape, value: Mapping[str, Any], place: str) -> Iterator[str]:
    for name in shape.required_members:
        if name not in value:
            yield f"{place}.{name} is missing".lstrip(".")
    for name, member in value.items():
        inside = f"{place}.{name}".lstrip(".")
        if name not in shape.members:
            yield f"{inside} is unknown"
        else:
            yield from _problems(shape.members[name], member, inside)


def _scalar(shape: Shape, value: Any, where: str) -> Iterator[str]:
    if isinstance(shape, StringShape):
        yield from _size(shape, len(value), where)
        if shape.enum and value not in shape.enum:
            yield f"{where} is none of {', '.join(shape.enum)}"
        pattern = shape.metadata.get("pattern")
        if pattern and not re.fullmatch(pattern, value):
            yield f"{where} does not match {pattern}"
    elif isinstance(value, int | float):
        yield from _size(shape, value, where)


def _size(shape: Shape, size: float, where: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and size < least:
        yield f"{where} is below {least}"
    if most is not None and size > most:
        yield f"{where} is over {most}"
