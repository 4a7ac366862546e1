"""Who changed what, and how much was used, through the front door on AWS in memory."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

from gonogo.domain import commands
from gonogo.domain.commands.defining import DeleteProject
from gonogo.domain.commands.records import PutRecord
from gonogo.domain.ids import ProjectId
from gonogo.domain.record import Record
from gonogo.services.audit import CHANGES
from gonogo.use_cases import CHANGING, command_changes
from tests.aws_stack import aws_stack
from tests.fakes import FakeClock, FakeHttp
from tests.integration.test_definitions import Desk
from tests.integration.test_native_definitions import ALL, TEST, Api


class Ticking(FakeClock):
    """Time goes on: what is noted later has a higher number."""

    def now(self) -> float:
        """A little later each time."""
        self.advance(0.002)
        return super().now()


@pytest.fixture
def api() -> Iterator[Api]:
    """A deployment with two projects and a key for each."""
    with aws_stack(Ticking(), FakeHttp()) as stack:
        yield Api(Desk(stack))


def deeds(api: Api, path: str = f"{ALL}/audit", key: str | None = None) -> list[tuple[str, ...]]:
    """What is noted, oldest first."""
    status, log, _ = api.call("GET", path, key=key)
    assert status == 200, log
    return [(e["deed"], e["kind"], e["name"] or e["id"]) for e in reversed(log["entries"])]


def test_every_change_is_noted_with_who_made_it(api: Api) -> None:
    """Definitions, secrets, webhooks and keys; reading notes nothing."""
    test = api.made(f"{ALL}/tests", TEST)
    path = f"{ALL}/tests/{test['id']}"
    api.call("GET", path)
    api.call("PATCH", path, {"enabled": False})
    api.made(f"{ALL}/environments", {"name": "staging"})
    suite = api.made(f"{ALL}/suites", {"name": "smoke", "tests": ["Health"]})
    api.call("PUT", f"{ALL}/secrets/token", {"value": "very-secret-1"})
    api.desk.stack.clock.sleep(1)
    api.call("PUT", f"{ALL}/secrets/token", {"value": "very-secret-2"})
    api.call("DELETE", f"{ALL}/secrets/token")
    hook = api.call("POST", f"{ALL}/webhooks", {"settings": {"url": "https://a.example/"}})[1]
    api.call("DELETE", f"{ALL}/webhooks/{hook['webhook']['id']}")
    api.call("DELETE", f"{ALL}/suites/{suite['id']}")
    api.call("DELETE", path)
    new_key = {"name": "robot", "role": "read", "projects": ["orders"]}
    api.call("POST", "/v1/keys", new_key, key=api.desk.admin)
    assert deeds(api) == [
        ("created", "project", "orders"),
        ("created", "test", "Health"),
        ("changed", "test", "Health"),
        ("created", "environment", "staging"),
        ("created", "suite", "smoke"),
        ("created", "secret", "token"),
        ("changed", "secret", "token"),
        ("deleted", "secret", "token"),
        ("created", "webhook", hook["webhook"]["name"] or hook["webhook"]["id"]),
        ("deleted", "webhook", hook["webhook"]["id"]),
        ("deleted", "suite", suite["id"]),
        ("deleted", "test", test["id"]),
        ("created", "key", "robot"),
    ]
    newest = api.call("GET", f"{ALL}/audit?limit=1")[1]["entries"][0]
    assert (newest["key"]["name"], newest["at"][:4]) == ("a", "2026")
    assert "very-secret" not in str(api.call("GET", f"{ALL}/audit")[1])


def test_what_changes_nothing_or_is_refused_is_not_noted(api: Api) -> None:
    """A put of what is there, a push of it, a mistake, a stranger."""
    test = api.made(f"{ALL}/tests", TEST)
    document = {"project": "orders", "tests": [{**TEST, "name": "Pushed"}]}
    api.call("POST", "/v1/definitions", document)
    noted = deeds(api)
    assert noted[-2:] == [
        ("created", "test", "Pushed"),
        ("created", "environment", "Pushed / Test Settings"),
    ]
    path = f"{ALL}/tests/{test['id']}"
    assert api.call("PUT", path, api.call("GET", path)[1])[0] == 200
    assert api.call("POST", "/v1/definitions", document)[0] == 200
    assert api.call("PUT", path, {"name": "x"})[0] == 400
    assert api.call("DELETE", path, key=api.desk.stranger)[0] == 404
    assert deeds(api) == noted


def test_the_log_comes_in_pages_to_those_who_may_write(api: Api) -> None:
    """Newest first; a reader is refused, a stranger finds nothing."""
    for index in range(5):
        api.made(f"{ALL}/environments", {"name": f"e{index}"})
    seen: list[str] = []
    cursor = ""
    while True:
        page = api.call("GET", f"{ALL}/audit?limit=2{cursor}")[1]
        seen += [entry["name"] for entry in page["entries"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == ["e4", "e3", "e2", "e1", "e0", "orders"]
    reader = api.desk.issue("read", api.desk.project.id)
    assert api.call("GET", f"{ALL}/audit", key=reader)[0] == 403
    assert api.call("GET", f"{ALL}/audit", key=api.desk.stranger)[0] == 404


def test_what_belongs_to_no_project_has_a_log_of_its_own(api: Api) -> None:
    """Admin keys, revoked ones, and projects that went: for admins."""
    made = api.call("POST", "/v1/keys", {"name": "boss", "role": "admin"}, key=api.desk.admin)[1]
    api.call("DELETE", f"/v1/keys/{made['key']['id']}", key=made["secret"])
    api.desk.ask(DeleteProject(key=api.desk.admin, project="orders"))
    assert deeds(api, "/v1/audit", api.desk.admin) == [
        ("created", "key", "boss"),
        ("revoked", "key", made["key"]["id"]),
        ("deleted", "project", api.desk.project.id),
    ]
    log = api.call("GET", "/v1/audit", key=api.desk.admin)[1]["entries"]
    assert log[1]["key"]["name"] == "boss", "it revoked itself"
    assert api.call("GET", "/v1/audit", key=api.desk.stranger)[0] == 403


def test_what_vendors_clients_keep_is_noted_by_its_kind(api: Api) -> None:
    """Records are changes too."""
    record = Record(kind="vendor.memory", id="", project=ProjectId(""))
    api.desk.ask(PutRecord(key=api.desk.key, record=record))
    assert deeds(api)[-1][:2] == ("created", "vendor.memory")


def test_usage_counts_what_ended_once(api: Api) -> None:
    """However often messages arrive and the janitor looks."""
    test = api.made(f"{ALL}/tests", TEST)
    for times in (1, 3):
        assert api.call("POST", f"{ALL}/tests/{test['id']}/start", {})[0] == 201
        api.desk.stack.execute(times=times)
        api.desk.stack.clock.sleep(300)
        api.desk.stack.sweep()
    status, usage, _ = api.call("GET", f"{ALL}/usage")
    assert status == 200
    total = usage["total"]
    assert (total["batches"], total["runs"]) == (2, 2)
    assert total["passed"] + total["failed"] + total["errored"] == 2
    assert total["requests"] == 2
    assert [day["day"] for day in usage["days"]] == [usage["to"]]
    assert api.call("GET", f"{ALL}/usage", key=api.desk.stranger)[0] == 404
    assert api.call("GET", f"{ALL}/usage?to=2020-01-01")[1]["total"]["runs"] == 0


def changing_commands() -> set[type]:
    """Every command whose name says that it changes something."""
    names = [commands.__name__]
    names += [f"{commands.__name__}.{m.name}" for m in iter_modules(commands.__path__)]
    found: set[type] = set()
    for name in names:
        members: list[Any] = list(vars(import_module(name)).values())
        classes = [m for m in members if inspect.isclass(m) and m.__module__ == name]
        found |= {c for c in classes if "key" in getattr(c, "__dataclass_fields__", {})}
    return {c for c in found if c.__name__.startswith(CHANGING)}


def test_every_command_that_changes_something_is_noted() -> None:
    """Whoever adds one says what it did; its name says that it is one."""
    assert changing_commands() - {commands.KeyCreated} == set(CHANGES)
    assert not command_changes(commands.ReadRun(key=None, run="r"))
