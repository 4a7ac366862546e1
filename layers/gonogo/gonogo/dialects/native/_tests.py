"""Tests natively, one by one: their documents are those of definition files."""

from __future__ import annotations

from typing import Any

from gonogo.dialects._contract import Conversation, Links, Request, Route, Talk, json_reply
from gonogo.dialects.native._documents import time
from gonogo.dialects.native._fields import key_of
from gonogo.dialects.native._listing import asked, page
from gonogo.dialects.native._resource import Document, Thing, routes_of
from gonogo.domain.commands import StoredTest
from gonogo.domain.commands.defining import (
    DeleteTest,
    ListTests,
    PutTest,
    ReadTest,
    TestList,
    TestView,
)
from gonogo.domain.ids import TestId, TriggerId
from gonogo.domain.test import TestHead

_ALL = "/projects/<project>/tests"
_ONE = f"{_ALL}/<test>"
_NEW = StoredTest(
    head=TestHead(id=TestId(""), number=0, name="", trigger=TriggerId("")),
    steps=(),
)


def talk_list(request: Request, links: Links) -> Talk:
    """A project's tests without their steps, by name."""
    asked(request)
    found: TestList = yield ListTests(key=key_of(request), project=request.params["project"])
    shown, after = page(request, found.tests, lambda head: (head.name, head.number))
    tests = [{**_given(head, found.project.id, links), **_said(head)} for head in shown]
    return json_reply(200, {"tests": tests, "next": after})


def _given(head: TestHead, project: str, links: Links) -> dict[str, object]:
    """What gonogo gives to a test."""
    return {
        "id": head.id,
        "number": head.number,
        "project": project,
        "version": head.version,
        "trigger": head.trigger,
        "trigger_url": f"{links.dialect}/triggers/{head.trigger}",
        "step_count": head.step_count,
        "created_at": time(head.created_at),
    }


def _said(head: TestHead) -> dict[str, object]:
    return {
        "name": head.name,
        "description": head.description,
        "tags": list(head.tags),
        "enabled": head.enabled,
    }


def _read(request: Request) -> ReadTest:
    return ReadTest(
        key=key_of(request),
        project=request.params["project"],
        test=request.params["test"],
        document=True,
    )


def _show(view: TestView, request: Request, links: Links) -> Document:
    return {**_given(view.test.head, view.project.id, links), **(view.document or {})}


def _put(request: Request, document: Document, view: Any) -> PutTest:
    before = view.test if view is not None else _NEW
    return PutTest(
        key=key_of(request),
        project=request.params["project"],
        test=before,
        # What a vendor's client gave a doubled name keeps it, and no name is doubled here.
        unique=document.get("name") != before.head.name,
        document=document,
    )


def _delete(request: Request) -> DeleteTest:
    return DeleteTest(
        key=key_of(request), project=request.params["project"], test=request.params["test"]
    )


TEST = Thing(
    read=_read,
    show=_show,
    put=_put,
    delete=_delete,
    fixed=(
        "id",
        "number",
        "project",
        "version",
        "trigger",
        "trigger_url",
        "step_count",
        "created_at",
    ),
    address=lambda document, request, links: (
        f"{links.dialect}/projects/{document['project']}/tests/{document['id']}"
    ),
)

ROUTES: tuple[Route | Conversation, ...] = (
    Conversation(("GET",), _ALL, talk_list, "List a project's tests without their steps."),
    *routes_of(TEST, _ALL, _ONE, "test"),
)
