"""What every audit log and every count of usage must do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from gonogo.domain.audit import AuditEntry
from gonogo.domain.ids import KeyId, ProjectId
from gonogo.domain.usage import Usage
from gonogo.errors import AlreadyThere
from gonogo.stores import Audit, Usages
from tests.builders import NOW, NUMBER, PROJECT, a_batch

TODAY = datetime.fromtimestamp(NOW, UTC).date()
OTHER = ProjectId("mnopqrstuvwx")


def an_entry(index: int = 0, **fields: Any) -> AuditEntry:
    """A change."""
    default = {
        "number": NUMBER + index,
        "project": PROJECT,
        "at": NOW,
        "key": KeyId("k-1"),
        "key_name": "ci",
        "deed": "created",
        "kind": "test",
        "id": "t-1",
        "name": "Login é",
    }
    return AuditEntry(**{**default, **fields})


def test_changes_are_listed_newest_first_in_pages(audit: Audit) -> None:
    """Those of one project, whole."""
    for index in (1, 0, 2, 3):
        audit.note(an_entry(index))
    audit.note(an_entry(9, project=OTHER))
    assert audit.of(PROJECT, 2, None) == (an_entry(3), an_entry(2))
    assert audit.of(PROJECT, 2, NUMBER + 2) == (an_entry(1), an_entry(0))
    assert audit.of(PROJECT, 2, NUMBER) == ()


def test_what_is_noted_stays(audit: Audit) -> None:
    """Another entry in its place is refused; the same one again is no other."""
    audit.note(an_entry())
    audit.note(an_entry())
    with pytest.raises(AlreadyThere):
        audit.note(an_entry(deed="deleted"))
    assert audit.of(PROJECT, 5, None) == (an_entry(),)


def test_a_batch_counts_once_however_often(usages: Usages) -> None:
    """Whoever settles it, and whoever repeats that."""
    used = Usage(batches=1, runs=2, passed=1, failed=1, requests=7)
    for _ in range(3):
        usages.count(a_batch(2), used)
    assert usages.of(PROJECT, TODAY, TODAY) == {TODAY: used}


def test_batches_of_a_day_add_up(usages: Usages) -> None:
    """Each on the day of its start, and in its own project."""
    for index in range(9):
        usages.count(a_batch(number=NUMBER + index * 10), Usage(batches=1, requests=index))
    late = a_batch(number=NUMBER + 1000, created_at=NOW + 86_400)
    usages.count(late, Usage(batches=1, errored=1))
    usages.count(a_batch(number=NUMBER + 2000, project=OTHER), Usage(batches=1))
    tomorrow = TODAY + timedelta(days=1)
    assert usages.of(PROJECT, TODAY, tomorrow) == {
        TODAY: Usage(batches=9, requests=36),
        tomorrow: Usage(batches=1, errored=1),
    }
    assert usages.of(PROJECT, tomorrow, tomorrow) == {tomorrow: Usage(batches=1, errored=1)}
    assert usages.of(PROJECT, date(2020, 1, 1), date(2020, 12, 31)) == {}
