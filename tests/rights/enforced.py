"""Roles of the template, kept while tests run: a call that a function's role forbids is refused.

It knows what our policies use: actions, resources, and conditions on partition keys and contexts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from gonogo.aws.clients import Clients
from tests.rights.actions import OUTSIDE, actions_of
from tests.rights.policies import listed, named, statements_of

SERVICES = ("dynamodb", "kms", "s3", "scheduler", "sns", "sqs")
_TABLES = {"catalog": "CatalogTable", "runs": "RunsTable", "guards": "GuardsTable"}
_OTHERS = {
    "kms": "SecretsKey",
    "sns": "OutcomesTopic",
    "sqs": "RunQueue",
    "scheduler": "SchedulesGroup/*",
    "iam": "SchedulesRole",
}
_OF_ALL_VALUES = {"dynamodb:LeadingKeys": "keys", "kms:EncryptionContextKeys": "context"}


class Forbidden(AssertionError):
    """A role lacks a right that its function's code uses."""


@dataclass(frozen=True, slots=True)
class Request:
    """What IAM would be asked."""

    action: str
    resource: str
    keys: tuple[str, ...] = ()
    """Partition keys."""
    context: tuple[str, ...] = ()
    """Names in the encryption context."""


_acting: ContextVar[str | None] = ContextVar("acting", default=None)
"""The function whose role is kept now; in a server's thread another one acts."""


@contextmanager
def acting_as(function: str) -> Iterator[None]:
    """Whatever watched clients call now is called with the role of this function."""
    before = _acting.set(function)
    try:
        yield
    finally:
        _acting.reset(before)


def watch(clients: Clients) -> Clients:
    """Clients whose calls are held to the role of whoever acts."""
    for service in SERVICES:
        events = getattr(clients, service).meta.events
        events.register(f"provide-client-params.{service}", _check)
    return clients


def _check(params: Mapping[str, Any], model: Any, **_: object) -> None:
    function = _acting.get()
    if function is None:
        return
    from botocore import xform_name

    service = str(model.service_model.service_name)
    for request in requests(service, xform_name(model.name), params):
        if not may(function, request):
            raise Forbidden(f"{function} may not {request}")


def requests(service: str, operation: str, params: Mapping[str, Any]) -> Iterator[Request]:
    """What a call asks of IAM."""
    if service == "dynamodb":
        yield from _of_tables(operation, params)
        return
    for action in actions_of(f"{service}.{operation}"):
        of = action.split(":")[0]
        bucket = "FilesBucket/*" if action.endswith("Object") else "FilesBucket"
        context = tuple(params.get("EncryptionContext", ()))
        yield Request(action, _OTHERS.get(of, bucket), context=context)


def _of_tables(operation: str, params: Mapping[str, Any]) -> Iterator[Request]:
    for write in params.get("TransactItems", ()):
        ((kind, inner),) = write.items()
        (action,) = actions_of(f"dynamodb.transaction_{kind}")
        yield Request(action, _TABLES[inner["TableName"]], _keys(inner))
    for action in actions_of(f"dynamodb.{operation}"):
        for table, inner in params.get("RequestItems", {}).items():
            keys = tuple(key["pk"]["S"] for key in inner["Keys"])
            yield Request(action, _TABLES[table], keys)
        if "TableName" in params:
            index = f"/index/{params['IndexName']}" if "IndexName" in params else ""
            yield Request(action, f"{_TABLES[params['TableName']]}{index}", _keys(params))


def _keys(params: Mapping[str, Any]) -> tuple[str, ...]:
    for place in ("Item", "Key"):
        if place in params:
            return (params[place]["pk"]["S"],)
    queried = params.get("ExpressionAttributeValues", {}).get(":pk")
    return (queried["S"],) if queried else ()


def may(function: str, request: Request) -> bool:
    """Whether the role of a function allows this."""
    return any(
        request.action in listed(statement["Action"])
        and any(_covers(resource, request.resource) for resource in listed(statement["Resource"]))
        and _holds(statement.get("Condition", {}), request)
        for statement in _statements(function)
    )


@cache
def _statements(function: str) -> tuple[Mapping[str, Any], ...]:
    return tuple(statements_of(function))


def _covers(resource: object, asked: str) -> bool:
    name = named(resource)
    return name == OUTSIDE or fnmatchcase(asked, name)


def _holds(condition: Mapping[str, Mapping[str, Any]], request: Request) -> bool:
    for operator, asked in condition.items():
        for name, patterns in asked.items():
            if name not in _OF_ALL_VALUES:
                assert (operator, name) == ("StringEquals", "iam:PassedToService"), name
                continue
            assert re.fullmatch("ForAllValues:String(Equals|Like)", operator)
            values = getattr(request, _OF_ALL_VALUES[name])
            if not all(any(fnmatchcase(v, p) for p in listed(patterns)) for v in values):
                return False
    return True
