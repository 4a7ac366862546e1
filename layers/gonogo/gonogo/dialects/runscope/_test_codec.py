"""Tests both ways: list items, details, and what a body says of a test."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gonogo.dialects._contract import Links
from gonogo.dialects.runscope import _urls
from gonogo.dialects.runscope._environment_codec import environment_of, show_environment
from gonogo.dialects.runscope._kept import keep, kept_of
from gonogo.dialects.runscope._last_run import last_run
from gonogo.dialects.runscope._owner import owner
from gonogo.dialects.runscope._reading import Plain, as_object, optional_text, text_in
from gonogo.dialects.runscope._references import StoredIds, sent_steps
from gonogo.dialects.runscope._step_codec import Taken, show_steps
from gonogo.domain.commands import RunView, StoredTest
from gonogo.domain.environment import Environment
from gonogo.domain.ids import EnvironmentId, TestId, TriggerId
from gonogo.domain.project import Project
from gonogo.domain.test import TestHead
from gonogo.errors import Invalid
from gonogo.formats.plain import listing, mapping, text
from gonogo.formats.runscope import environment_name

SETTINGS = "Test Settings"
"""The environment that a new test gets."""
_SERVERS = frozenset(
    {
        *("id", "created_at", "created_by", "default_environment_id", "trigger_url", "last_run"),
        *("step_count", "last_run_created_at", "version", "exported_at"),
        *("environments", "schedules", "steps", "name", "description", "gonogo"),
    }
)
"""Fields that mean something here, or that clients write back though only the server says them."""


# ---- shown ---------------------------------------------------------------------------------------


def list_item(head: TestHead, run: RunView | None, links: Links) -> Plain:
    """What lists say of a test."""
    return {
        "id": head.id,
        "name": head.name,
        "description": head.description or None,
        "created_at": int(head.created_at),
        "created_by": owner(links),
        "default_environment_id": head.default_environment,
        "trigger_url": _urls.trigger_url(head.trigger, links),
        "last_run": last_run(run) if run else None,
        "last_run_created_at": run.run.created_at if run else None,
        "step_count": head.step_count,
    }


def detail(
    test: StoredTest,
    project: Project,
    ids: StoredIds,
    links: Links,
    *,
    run: RunView | None = None,
    schedules: list[Plain] | None = None,
) -> Plain:
    """A whole test, which is its export too."""
    mine, head = kept_of(test.kept), test.head
    tags = {"gonogo": {"tags": list(head.tags)}} if head.tags else {}
    return {
        **mapping(mine.get("fields")),
        **list_item(head, run, links),
        "version": "1.0",
        "exported_at": int(head.created_at),
        "environments": [show_environment(each, project.created_at) for each in test.own],
        "schedules": schedules or [],
        "steps": show_steps(test.steps, sent_steps(mine), ids),
        **tags,
    }


# ---- read ----------------------------------------------------------------------------------------


def new_test(raw: Plain, taken: Taken, shared: frozenset[str]) -> StoredTest:
    """The test of a body: a name, or a whole export; `shared`: environments of its bucket."""
    own = tuple(_environments(raw, shared)) or (Environment(id=EnvironmentId(""), name=SETTINGS),)
    head = TestHead(
        id=TestId(""),
        number=0,
        name=text_in(raw, "name"),
        trigger=TriggerId(""),
        default_environment=_default(raw, shared),
        description=optional_text(raw, "description") or "",
        tags=_tags(raw),
    )
    return StoredTest(
        head=head, steps=taken.steps, own=own, kept=keep({}, _both(_fields(raw), taken.sent))
    )


def changed_test(before: StoredTest, body: Plain, taken: Taken | None) -> StoredTest:
    """The test with what the body names; null and nothing leave a field as it is."""
    head, mine = before.head, kept_of(before.kept)
    name = text_in(body, "name") if body.get("name") is not None else head.name
    description = optional_text(body, "description")
    default = optional_text(body, "default_environment_id")
    sent = dict(sent_steps(mine)) if taken is None else taken.sent
    said = {name: value for name, value in body.items() if value is not None}
    fields = {**mapping(mine.get("fields")), **_fields(said)}
    return replace(
        before,
        head=replace(
            head,
            name=name,
            description=head.description if description is None else description,
            default_environment=EnvironmentId(default) if default else head.default_environment,
            tags=_tags(body) if "gonogo" in body else head.tags,
        ),
        steps=before.steps if taken is None else taken.steps,
        kept=keep(before.kept, _both(fields, sent)),
    )


def with_steps(before: StoredTest, steps: tuple[Any, ...], sent: Plain) -> StoredTest:
    """The test with other steps; what was sent of those that are gone goes too."""
    mine = kept_of(before.kept)
    return replace(
        before, steps=steps, kept=keep(before.kept, _both(mapping(mine.get("fields")), sent))
    )


def _fields(raw: Plain) -> Plain:
    """What means nothing here."""
    return {key: value for key, value in raw.items() if key not in _SERVERS}


def _both(fields: Plain, sent: Plain) -> Plain:
    both = {"fields": fields, "steps": sent}
    return {name: value for name, value in both.items() if value}


def _tags(raw: Plain) -> tuple[str, ...]:
    """Runscope has none; our own export writes them beside."""
    tags = listing(mapping(raw.get("gonogo")).get("tags"))
    return tuple(dict.fromkeys(text(tag) for tag in tags if text(tag)))


def _environments(raw: Plain, shared: frozenset[str]) -> list[Environment]:
    """Those of the body as the test's own; only the bucket's shared ones stay what they are."""
    taken: dict[str, Environment] = {}
    for number, each in enumerate(_said(raw)):
        body = as_object(each, f"environments[{number}]")
        if body.get("test_id", "") is None and body.get("id") in shared:
            continue
        if body.get("parent_environment_id") not in shared:
            body = {**body, "parent_environment_id": None}
        found = environment_of(body, Environment(id=EnvironmentId(""), name=""))
        name = found.name if found.name not in taken else f"{found.name} {number + 1}"
        taken[name] = replace(found, name=name)
    return list(taken.values())


def _default(raw: Plain, shared: frozenset[str]) -> EnvironmentId | None:
    """The default by its name: in an export it has the id of where it came from."""
    wanted = text(raw.get("default_environment_id"))
    if wanted in shared:
        return EnvironmentId(wanted)
    for each in _said(raw):
        if wanted and isinstance(each, dict) and text(each.get("id")) == wanted:
            return EnvironmentId(environment_name(each))
    return None


def _said(raw: Plain) -> list[Any]:
    said = raw.get("environments")
    if said is not None and not isinstance(said, list):
        raise Invalid("environments is no list.", field="environments", accepted="a list or null")
    return said or []
