"""The audit log and usage as recorded events find them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from gonogo.domain.audit import DEPLOYMENT, AuditEntry, Deed
from gonogo.domain.batch import Batch
from gonogo.domain.commands.watching import ReadAudit, ReadUsage
from gonogo.domain.ids import KeyId, ProjectId
from gonogo.domain.usage import Usage
from gonogo.services.keys import issue
from gonogo.services.watch import Watching, watch
from tests.builders import NOW, NUMBER, a_batch, a_head, a_project
from tests.fake_stores import FakeCatalog, FakeKeys
from tests.fake_watching import FakeAudit, FakeUsages
from tests.fakes import FakeClock

Authorised = Callable[[str | None, str], None]


def _entry(
    number: int, deed: Deed, kind: str, id: str, *, name: str = "", project: str = a_project().id
) -> AuditEntry:
    return AuditEntry(
        number=NUMBER + number,
        project=ProjectId(project),
        at=NOW + number,
        key=KeyId("1f0e8a52-6c7e-4d0a-9f37-8a3a4b7f2d10"),
        key_name="ci",
        deed=deed,
        kind=kind,
        id=id,
        name=name,
    )


def _audit() -> FakeAudit:
    audit = FakeAudit()
    audit.note(_entry(1, "created", "test", a_head().id, name="Login"))
    audit.note(_entry(2, "changed", "secret", "api-key"))
    audit.note(_entry(3, "deleted", "webhook", "0c1f8a52-6c7e-4d0a-9f37-8a3a4b7f2d11"))
    gone = "1f0e8a52-6c7e-4d0a-9f37-8a3a4b7f2d12"
    audit.note(_entry(4, "revoked", "key", gone, project=DEPLOYMENT))
    return audit


def _usages() -> FakeUsages:
    usages = FakeUsages()
    earlier: Batch = a_batch(number=NUMBER - 100, created_at=NOW - 86_400)
    usages.count(earlier, Usage(batches=1, runs=2, passed=2, requests=9))
    usages.count(a_batch(), Usage(batches=1, runs=3, passed=1, failed=1, errored=1, requests=5))
    return usages


def watching_cases(authorised: Authorised) -> Mapping[type, Callable[[Any], object]]:
    """The real use cases, with a key of their own in the place of the world's."""

    def answer(command: ReadAudit | ReadUsage) -> object:
        role = "read" if isinstance(command, ReadUsage) else "write"
        authorised(command.key, role if command.project else "admin")
        catalog, keys, clock = FakeCatalog(), FakeKeys(), FakeClock()
        catalog.add_project(a_project())
        known = replace(command, key=issue(keys, clock, name="ci", role="admin").secret)
        return watch(known, Watching(_audit(), _usages(), catalog, keys, clock))

    return {ReadAudit: answer, ReadUsage: answer}
