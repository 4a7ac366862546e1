"""Suites natively, one by one: their documents are those of definition files, with phases."""

from __future__ import annotations

from typing import Any

from gonogo.dialects._contract import Conversation, Links, Request, Route, Talk, json_reply
from gonogo.dialects.native._documents import time
from gonogo.dialects.native._fields import key_of
from gonogo.dialects.native._listing import asked, page
from gonogo.dialects.native._resource import Document, Thing, routes_of
from gonogo.domain.commands.defining import (
    DeleteSuite,
    ListSuites,
    PutSuite,
    ReadSuite,
    SuiteList,
    SuiteView,
)
from gonogo.domain.ids import SuiteId, TriggerId
from gonogo.domain.project import Suite

_ALL = "/projects/<project>/suites"
_ONE = f"{_ALL}/<suite>"
_NEW = Suite(id=SuiteId(""), name="", tests=(), trigger=TriggerId(""))


def talk_list(request: Request, links: Links) -> Talk:
    """A project's suites, by name; how many tests each has, and not which."""
    asked(request)
    found: SuiteList = yield ListSuites(key=key_of(request), project=request.params["project"])
    shown, after = page(request, found.suites, lambda suite: (suite.name, suite.id))
    suites = [
        {**_given(suite, found.project.id, links), "name": suite.name, "test_count": _count(suite)}
        for suite in shown
    ]
    return json_reply(200, {"suites": suites, "next": after})


def _count(suite: Suite) -> int:
    return len({*suite.setup, *suite.tests, *suite.teardown})


def _given(suite: Suite, project: str, links: Links) -> dict[str, object]:
    """What gonogo gives to a suite."""
    return {
        "id": suite.id,
        "project": project,
        "version": suite.version,
        "trigger": suite.trigger,
        "trigger_url": f"{links.dialect}/triggers/{suite.trigger}",
        "created_at": time(suite.created_at),
    }


def _read(request: Request) -> ReadSuite:
    return ReadSuite(
        key=key_of(request),
        project=request.params["project"],
        suite=request.params["suite"],
        document=True,
    )


def _show(view: SuiteView, request: Request, links: Links) -> Document:
    return {**_given(view.suite, view.project.id, links), **(view.document or {})}


def _put(request: Request, document: Document, view: Any) -> PutSuite:
    before = view.suite if view is not None else _NEW
    return PutSuite(
        key=key_of(request),
        project=request.params["project"],
        suite=before,
        unique=document.get("name") != before.name,
        document=document,
    )


def _delete(request: Request) -> DeleteSuite:
    return DeleteSuite(
        key=key_of(request), project=request.params["project"], suite=request.params["suite"]
    )


SUITE = Thing(
    read=_read,
    show=_show,
    put=_put,
    delete=_delete,
    fixed=("id", "project", "version", "trigger", "trigger_url", "created_at"),
    address=lambda document, request, links: (
        f"{links.dialect}/projects/{document['project']}/suites/{document['id']}"
    ),
)

ROUTES: tuple[Route | Conversation, ...] = (
    Conversation(("GET",), _ALL, talk_list, "List a project's suites."),
    *routes_of(SUITE, _ALL, _ONE, "suite"),
)
