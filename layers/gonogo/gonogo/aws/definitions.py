"""Projects, tests, environments and suites as items of the catalog: the mapping both ways.

`SHARED` holds all shared environments of a project and `TEST#` a test's own, so that starting a
test is one read of three items; `STEPS#` is read only by whoever runs the test.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gonogo.aws.documents import pack, unpack
from gonogo.aws.table import Key
from gonogo.aws.values import Item
from gonogo.domain.commands import StoredTest
from gonogo.domain.environment import Environment
from gonogo.domain.ids import (
    EnvironmentId,
    ProjectId,
    SuiteId,
    TestId,
    TriggerId,
    number_of,
    uuid_of,
)
from gonogo.domain.project import Project, Suite, Trigger
from gonogo.domain.test import TestHead
from gonogo.errors import Invalid

PROJECTS = "PROJECTS"
TESTS = "TEST#"
SUITES = "SUITE#"
_MOST_BYTES = 380_000
"""An item holds 400 KB with everything in it."""


# ---- keys ----------------------------------------------------------------------------------------


def partition(project: ProjectId) -> str:
    """Everything of a project."""
    return f"PROJECT#{project}"


def project_key(project: ProjectId) -> Key:
    """The project itself."""
    return Key(partition(project), "PROJECT")


def listed_key(name: str) -> Key:
    """The project in the list of all, by its name: this item makes names unique."""
    return Key(PROJECTS, name)


def shared_key(project: ProjectId) -> Key:
    """All shared environments."""
    return Key(partition(project), "SHARED")


def test_key(project: ProjectId, test: TestId) -> Key:
    """A test's head and its own environments; UUID and number name the same one."""
    return Key(partition(project), f"{TESTS}{number_of('test', test)}")


def steps_key(project: ProjectId, test: TestId) -> Key:
    """A test's steps."""
    return Key(partition(project), f"STEPS#{number_of('test', test)}")


def lock_key(project: ProjectId) -> Key:
    """Who pushes at the moment."""
    return Key(partition(project), "LOCK")


def suite_key(project: ProjectId, suite: SuiteId) -> Key:
    """A suite."""
    return Key(partition(project), f"{SUITES}{suite}")


def trigger_key(trigger: TriggerId) -> Key:
    """What a trigger id points at."""
    return Key(f"TRIGGER#{trigger}", "TRIGGER")


# ---- projects, triggers, suites ------------------------------------------------------------------


def project_item(project: Project) -> Item:
    """A project, without a key: it stands at two places."""
    return {
        "id": project.id,
        "name": project.name,
        "trigger": project.trigger,
        "url": project.url,
        "created_at": project.created_at,
        "version": project.version,
        **_kept(project.kept),
    }


def project_of(item: Item) -> Project:
    """A project."""
    return Project(
        id=ProjectId(item["id"]),
        name=item["name"],
        trigger=TriggerId(item["trigger"]),
        url=item.get("url", ""),
        created_at=float(item.get("created_at", 0)),
        version=item.get("version", 1),
        kept=_kept_of(item),
    )


def trigger_item(trigger: Trigger) -> Item:
    """A trigger."""
    return {
        **trigger_key(trigger.id)._asdict(),
        "kind": trigger.kind,
        "project": trigger.project,
        "target": trigger.target,
    }


def trigger_of(item: Item) -> Trigger:
    """A trigger."""
    return Trigger(
        id=TriggerId(item["pk"].partition("#")[2]),
        kind=item["kind"],
        project=ProjectId(item["project"]),
        target=item["target"],
    )


def suite_item(project: ProjectId, suite: Suite) -> Item:
    """A suite."""
    return {
        **suite_key(project, suite.id)._asdict(),
        "name": suite.name,
        "tests": list(suite.tests),
        "trigger": suite.trigger,
        "environment": suite.environment,
        "setup": list(suite.setup),
        "teardown": list(suite.teardown),
        "sequential": suite.sequential,
        "created_at": suite.created_at,
        "version": suite.version,
        **_kept(suite.kept),
    }


def suite_of(item: Item) -> Suite:
    """A suite."""
    return Suite(
        id=SuiteId(item["sk"].partition("#")[2]),
        name=item.get("name", ""),
        tests=tuple(map(TestId, item.get("tests", ()))),
        trigger=TriggerId(item["trigger"]),
        environment=item.get("environment"),
        setup=tuple(map(TestId, item.get("setup", ()))),
        teardown=tuple(map(TestId, item.get("teardown", ()))),
        sequential=item.get("sequential", False),
        created_at=float(item.get("created_at", 0)),
        version=item.get("version", 1),
        kept=_kept_of(item),
    )


def _kept(kept: Mapping[str, object]) -> Item:
    """Packed: DynamoDB's own maps take no fractions as JSON writes them."""
    return {"kept": _fitting("stored fields", dict(kept))} if kept else {}


def _kept_of(item: Item) -> Mapping[str, object]:
    kept: Mapping[str, object] = unpack(item["kept"]) if "kept" in item else {}
    return kept


# ---- tests ---------------------------------------------------------------------------------------


def test_item(project: ProjectId, test: StoredTest) -> Item:
    """A test's head and its own environments."""
    head = test.head
    return {
        **test_key(project, head.id)._asdict(),
        "name": head.name,
        "trigger": head.trigger,
        "default_environment": head.default_environment,
        "description": head.description,
        "tags": list(head.tags),
        "step_count": head.step_count,
        "created_at": head.created_at,
        "version": head.version,
        **({} if head.enabled else {"enabled": False}),
        "own": environments_document(test.own),
    }


def head_of(item: Item) -> TestHead:
    """A test's head."""
    number = int(item["sk"].partition("#")[2])
    return TestHead(
        id=TestId(uuid_of("test", number)),
        number=number,
        name=item.get("name", ""),
        trigger=TriggerId(item["trigger"]),
        default_environment=item.get("default_environment"),
        description=item.get("description", ""),
        tags=tuple(item.get("tags", ())),
        step_count=item.get("step_count", 0),
        enabled=is_enabled(item),
        created_at=float(item.get("created_at", 0)),
        version=item.get("version", 1),
    )


def is_enabled(item: Item) -> bool:
    """Whether starts of more than this test take it along."""
    enabled: bool = item.get("enabled", True)
    return enabled


def own_of(item: Item) -> tuple[Environment, ...]:
    """A test's own environments."""
    return environments_of(item["own"]) if "own" in item else ()


def steps_item(project: ProjectId, test: StoredTest) -> Item:
    """A test's steps; the version tells a reader whether they belong to the head it has."""
    return {
        **steps_key(project, test.head.id)._asdict(),
        "version": test.head.version,
        "steps": _fitting("steps", [dict(step) for step in test.steps]),
        **_kept(test.kept),
    }


def stored_of(head: Item, steps: Item) -> StoredTest:
    """A whole test of its two items."""
    return StoredTest(
        head=head_of(head),
        steps=tuple(unpack(steps["steps"])),
        own=own_of(head),
        kept=_kept_of(steps),
    )


# ---- environments --------------------------------------------------------------------------------


def environments_document(environments: tuple[Environment, ...]) -> bytes:
    """Environments, packed."""
    return _fitting("environments", [_environment(each) for each in environments])


def environments_of(packed: bytes) -> tuple[Environment, ...]:
    """Environments, unpacked."""
    return tuple(_environment_of(document) for document in unpack(packed))


def _fitting(what: str, document: Any) -> bytes:
    packed = pack(document)
    if len(packed) > _MOST_BYTES:
        raise Invalid(
            f"The {what} take {len(packed)} bytes, compressed.",
            field=what,
            accepted=f"at most {_MOST_BYTES} bytes",
        )
    return packed


def _environment(each: Environment) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": each.id,
        "name": each.name,
        "test": each.test,
        "parent": each.parent,
        "variables": dict(each.variables),
        "headers": [list(header) for header in each.headers],
        "auth": dict(each.auth),
        "script": each.script,
        "pre_request_scripts": list(each.pre_request_scripts),
        "post_response_scripts": list(each.post_response_scripts),
        "locations": list(each.locations),
        "preserve_cookies": each.preserve_cookies,
        "stop_on_failure": each.stop_on_failure,
        "retry_on_failure": each.retry_on_failure,
        "verify_tls": each.verify_tls,
        "authorities": each.authorities,
        "webhooks": list(each.webhooks),
        "kept": dict(each.kept),
    }
    # `verify_tls` is the one whose absence must not be read as its falsity.
    return {name: value for name, value in document.items() if value or name == "verify_tls"}


def _environment_of(document: dict[str, Any]) -> Environment:
    return Environment(
        id=EnvironmentId(document.get("id", "")),
        name=document.get("name", ""),
        test=document.get("test"),
        parent=document.get("parent"),
        variables=document.get("variables", {}),
        headers=tuple((name, value) for name, value in document.get("headers", ())),
        auth=document.get("auth", {}),
        script=document.get("script", ""),
        pre_request_scripts=tuple(document.get("pre_request_scripts", ())),
        post_response_scripts=tuple(document.get("post_response_scripts", ())),
        locations=tuple(document.get("locations", ())),
        preserve_cookies=document.get("preserve_cookies", False),
        stop_on_failure=document.get("stop_on_failure", False),
        retry_on_failure=document.get("retry_on_failure", False),
        verify_tls=document.get("verify_tls", True),
        authorities=document.get("authorities", ""),
        webhooks=tuple(document.get("webhooks", ())),
        kept=document.get("kept", {}),
    )
