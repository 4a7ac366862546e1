"""Runscope's steps of a test, one by one: every edit is made in the client's own words.

The steps are shown as a client reads them, edited as it asks, and taken in as a whole, so that one
step and all of them mean the same.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from gonogo.dialects._contract import Conversation, Links, Request, Talk, any_json
from gonogo.dialects.runscope._envelope import gone, success
from gonogo.dialects.runscope._kept import kept_of
from gonogo.dialects.runscope._reading import Plain, body_of
from gonogo.dialects.runscope._references import (
    StoredIds,
    every_step,
    known_tests,
    references,
    sent_steps,
)
from gonogo.dialects.runscope._step_codec import Given, show_steps, take_steps
from gonogo.dialects.runscope._test_codec import with_steps
from gonogo.domain.commands import Command, StoredTest
from gonogo.domain.commands.defining import PutTest, ReadTest, TestView
from gonogo.errors import Conflict, Invalid, NotFound
from gonogo.formats.plain import text

Edit = Callable[[list[Plain]], list[Plain]]
_ORDER = "a list of the ids of all steps of one level, each once"


def list_steps(request: Request, links: Links) -> Talk:
    """All steps of a test in their order."""
    shown = yield from _shown(request)
    return success(200, shown)


def create(request: Request, links: Links) -> Talk:
    """A new step behind the others; the answer has them all, the new one last."""
    shown = yield from _edit(request, lambda steps: [*steps, _new(request)])
    return success(201, shown)


def _new(request: Request) -> Plain:
    body = body_of(request)
    if not body:
        raise Invalid("There is no step.", field="body", accepted="a step with its step_type")
    return {key: value for key, value in body.items() if key != "id"}


def reorder(request: Request, links: Links) -> Talk:
    """All steps in another order."""
    shown = yield from _edit(request, lambda steps: _ordered(steps, any_json(request)))
    return success(200, shown)


def read(request: Request, links: Links) -> Talk:
    """One step, wherever it stands."""
    shown = yield from _shown(request)
    return success(200, _one(shown, request.params["step"]))


def update(request: Request, links: Links) -> Talk:
    """Replace a step; a body without a type changes what it names."""
    id = request.params["step"]

    def change(step: Plain) -> list[Plain]:
        body = body_of(request)
        if body.get("step_type") is None:
            said = {key: value for key, value in body.items() if value is not None}
            return [{**step, **said, "id": id}]
        return [{**body, "id": id}]

    shown = yield from _edit(request, lambda steps: _mapped(steps, id, change))
    return success(200, _one(shown, id))


def delete(request: Request, links: Links) -> Talk:
    """Remove a step with those inside it."""
    id = request.params["step"]
    yield from _edit(request, lambda steps: _mapped(steps, id, lambda step: []))
    return gone()


def _shown(request: Request) -> Generator[Command, Any, list[Plain]]:
    view: TestView = yield _read(request)
    ids = yield from references(request.bearer, view.project.id, view.test.steps)
    return _show(view.test, ids)


def _read(request: Request) -> ReadTest:
    return ReadTest(
        key=request.bearer, test=request.params["test"], project=request.params["bucket"]
    )


def _show(test: StoredTest, ids: StoredIds) -> list[Plain]:
    return show_steps(test.steps, sent_steps(kept_of(test.kept)), ids)


def _edit(request: Request, edit: Edit) -> Generator[Command, Any, list[Plain]]:
    """The steps after an edit; made once more if somebody else changed the test in between."""
    key = request.bearer
    for last in (False, True):
        view: TestView = yield _read(request)
        project, head = view.project.id, view.test.head
        ids = yield from references(key, project, view.test.steps)
        steps = edit(_show(view.test, ids))
        tests = yield from known_tests(key, project, steps)
        own = frozenset(text(step.get("id")) for step in every_step(view.test.steps))
        given = Given(own, (request.id, request.at, head.id, head.version))
        taken = take_steps(steps, given, tests)
        changed = with_steps(view.test, taken.steps, taken.sent)
        try:
            stored: TestView = yield PutTest(key=key, project=project, test=changed)
        except Conflict:
            if last:
                raise
        else:
            return _show(stored.test, ids)
    raise AssertionError("the loop returns or raises")


def _one(steps: list[Plain], id: str) -> Plain:
    found = (step for step in every_step(steps) if step.get("id") == id)
    step = next(found, None)
    if step is None:
        raise NotFound("There is no such step.")
    return dict(step)


def _mapped(steps: list[Plain], id: str, change: Callable[[Plain], list[Plain]]) -> list[Plain]:
    """The steps with what becomes of one of them, wherever it stands."""
    _one(steps, id)
    return _walked(steps, id, change)


def _walked(steps: list[Plain], id: str, change: Callable[[Plain], list[Plain]]) -> list[Plain]:
    made: list[Plain] = []
    for step in steps:
        if step.get("id") == id:
            made += change(step)
        elif isinstance(step.get("steps"), list):
            made.append({**step, "steps": _walked(step["steps"], id, change)})
        else:
            made.append(step)
    return made


def _ordered(steps: list[Plain], order: object) -> list[Plain]:
    """The steps of one level in a given order; a condition may tell the order of its own."""
    if not isinstance(order, list):
        raise Invalid("The order is no list.", field="body", accepted=_ORDER)
    ids = [text(each.get("id")) if isinstance(each, dict) else text(each) for each in order]
    by_id = {text(step["id"]): step for step in steps}
    if sorted(ids) != sorted(by_id):
        raise Invalid("The order does not name every step once.", field="body", accepted=_ORDER)
    made = []
    for id, each in zip(ids, order, strict=True):
        step = by_id[id]
        if isinstance(each, dict) and isinstance(each.get("steps"), list) and "steps" in step:
            step = {**step, "steps": _ordered(step["steps"], each["steps"])}
        made.append(step)
    return made


_ALL = "/buckets/<bucket>/tests/<test>/steps"
_ONE = f"{_ALL}/<step>"
ROUTES = (
    Conversation(("GET",), _ALL, list_steps, "List a test's steps."),
    Conversation(("POST",), _ALL, create, "Add a step; the answer has all of them."),
    Conversation(("PUT",), _ALL, reorder, "Put a test's steps in another order."),
    Conversation(("GET",), _ONE, read, "Read a step."),
    Conversation(("PUT",), _ONE, update, "Replace a step."),
    Conversation(("DELETE",), _ONE, delete, "Delete a step."),
)
