"""Definitions as recorded events find them: the real use cases on one small catalog, made anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

from gonogo.domain.commands import StoredTest
from gonogo.domain.commands.defining import OF_DEFINITIONS
from gonogo.domain.environment import Environment
from gonogo.domain.ids import EnvironmentId, KeyId, ProjectId, SuiteId, TriggerId, uuid_of
from gonogo.domain.key import Key, Role
from gonogo.domain.project import Suite
from gonogo.services.definitions.cases import define
from gonogo.services.definitions.lookup import Defining
from tests.builders import NOW, NUMBER, a_head, a_project
from tests.fake_stores import FakeCatalog, FakeKeys
from tests.fakes import FakeClock

Authorised = Callable[[str | None, str], None]
HOME = "gonogo.services.definitions"
FRESH = "5f7a3c1e-0000-4000-8000-0000000000aa"
STAGING = Environment(
    id=EnvironmentId("8b0c1b0e-0f3b-4c8e-9a77-0d6d2a1f0e55"),
    name="staging",
    variables={"base_url": "https://staging.example.com"},
)
OWN = Environment(
    id=EnvironmentId("8b0c1b0e-0f3b-4c8e-9a77-0d6d2a1f0e56"),
    name="slow",
    test=a_head().id,
    parent=STAGING.id,
    variables={"patience": "10"},
)
STEP = {
    "type": "request",
    "id": "8b0c1b0e-0f3b-4c8e-9a77-0d6d2a1f0e57",
    "url": "{{base_url}}/login",
    "assertions": [{"source": "response_status", "comparison": "equal", "value": 200}],
}
SUITE = Suite(
    id=SuiteId(uuid_of("suite", NUMBER + 1)),
    name="smoke",
    tests=(a_head().id,),
    trigger=TriggerId("00000000-0000-4000-8000-00000000000c"),
    environment=STAGING.id,
    created_at=NOW,
)


def _catalog() -> FakeCatalog:
    catalog = FakeCatalog()
    catalog.add_project(a_project())
    catalog.put_shared_environments(a_project().id, (STAGING,))
    head = replace(a_head(), default_environment=STAGING.id, step_count=1, tags=("quick",))
    catalog.put_test(a_project().id, StoredTest(head=head, steps=(STEP,), own=(OWN,)))
    catalog.put_suite(a_project().id, SUITE)
    return catalog


@dataclass(frozen=True, slots=True)
class _Desk(Defining):
    """Keys are those of the world."""

    authorised: Authorised = lambda secret, role: None

    def key(self, secret: str | None, role: Role) -> Key:
        """A key of the role that opens everything, and says that it opens one project."""
        self.authorised(secret, role)
        return Key(
            id=KeyId("1f0e8a52-6c7e-4d0a-9f37-8a3a4b7f2d10"),
            name="ci",
            hash="",
            hint="gonogo_…bQ2x",
            role="admin" if secret == "admin" else "read",
            projects=() if secret == "admin" else (a_project().id,),
            created_at=NOW,
        )


@contextmanager
def _the_same_ids() -> Iterator[None]:
    """What is random stands still, so that replies can be compared."""
    with ExitStack() as stack:
        for module in ("tests", "suites"):
            stack.enter_context(patch(f"{HOME}.{module}.new_number", lambda now: NUMBER + 2))
        for module in ("tests", "suites", "projects", "checking"):
            stack.enter_context(patch(f"{HOME}.{module}.new_uuid", lambda: FRESH))
        fresh = ProjectId("zyxwvutsrqpo")
        stack.enter_context(patch(f"{HOME}.projects.new_project_id", lambda: fresh))
        yield


def defining_cases(authorised: Authorised) -> Mapping[type, Callable[[Any], object]]:
    """By command."""

    def answer(command: object) -> object:
        desk = _Desk(_catalog(), FakeKeys(), FakeClock(), authorised=authorised)
        with _the_same_ids():
            return define(command, desk)

    return dict.fromkeys(OF_DEFINITIONS, answer)
