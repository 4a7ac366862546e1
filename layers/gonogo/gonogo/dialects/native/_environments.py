"""Environments natively, one by one: those that a project shares, and those of a test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gonogo.dialects._contract import Conversation, Links, Request, Route, Talk, json_reply
from gonogo.dialects.native._fields import key_of
from gonogo.dialects.native._listing import asked, page
from gonogo.dialects.native._resource import Document, Thing, routes_of
from gonogo.domain.commands.defining import (
    DeleteEnvironment,
    EnvironmentList,
    EnvironmentView,
    ListEnvironments,
    PutEnvironment,
)
from gonogo.domain.environment import Environment
from gonogo.domain.ids import EnvironmentId, TestId
from gonogo.errors import NotFound

_ALL = "/projects/<project>/environments"
_ONE = f"{_ALL}/<environment>"
_ALL_OWN = "/projects/<project>/tests/<test>/environments"
_ONE_OWN = f"{_ALL_OWN}/<environment>"


def _list(request: Request) -> ListEnvironments:
    return ListEnvironments(
        key=key_of(request),
        project=request.params["project"],
        test=request.params.get("test"),
        documents=True,
    )


def talk_list(request: Request, links: Links) -> Talk:
    """Whole environments, in the order of their creation."""
    asked(request)
    found: EnvironmentList = yield _list(request)
    whole = list(enumerate(zip(found.environments, found.documents, strict=True)))
    shown, after = page(request, whole, lambda numbered: (numbered[0],))
    documents = [_document(environment, document) for _, (environment, document) in shown]
    return json_reply(200, {"environments": documents, "next": after})


def _document(environment: Environment, said: Mapping[str, object]) -> Document:
    return {"id": environment.id, "test": environment.test, **said}


def _position(found: EnvironmentList, name: str) -> int:
    """Where the environment stands that an address names, by id or else by name."""
    ids = [each.id for each in found.environments]
    names = [each.name for each in found.environments]
    for words in (ids, names):
        if name in words:
            return words.index(EnvironmentId(name))
    raise NotFound(f"There is no environment {name[:100]!r}.")


def _show(view: EnvironmentList | EnvironmentView, request: Request, links: Links) -> Document:
    if isinstance(view, EnvironmentView):
        return _document(view.environment, view.document or {})
    index = _position(view, request.params["environment"])
    return _document(view.environments[index], view.documents[index])


def _put(request: Request, document: Document, view: Any) -> PutEnvironment:
    test = request.params.get("test")
    before = Environment(id=EnvironmentId(""), name="", test=None if test is None else TestId(test))
    if view is not None:
        before = view.environments[_position(view, request.params["environment"])]
    return PutEnvironment(
        key=key_of(request),
        project=request.params["project"],
        environment=before,
        unique=document.get("name") != before.name,
        document=document,
    )


def _delete(request: Request) -> DeleteEnvironment:
    return DeleteEnvironment(
        key=key_of(request),
        project=request.params["project"],
        environment=request.params["environment"],
        test=request.params.get("test"),
    )


def _address(document: Document, request: Request, links: Links) -> str:
    return f"{links.dialect}{request.path.rstrip('/')}/{document['id']}"


ENVIRONMENT = Thing(
    read=_list,
    show=_show,
    put=_put,
    delete=_delete,
    fixed=("id", "test"),
    address=_address,
)

ROUTES: tuple[Route | Conversation, ...] = (
    Conversation(("GET",), _ALL, talk_list, "List a project's shared environments."),
    *routes_of(ENVIRONMENT, _ALL, _ONE, "shared environment"),
    Conversation(("GET",), _ALL_OWN, talk_list, "List a test's own environments."),
    *routes_of(ENVIRONMENT, _ALL_OWN, _ONE_OWN, "environment of a test", article="an"),
)
