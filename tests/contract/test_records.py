"""What every `Records` store must do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gonogo.domain.ids import ProjectId, uuid_of
from gonogo.domain.record import Record
from gonogo.errors import Conflict, Invalid
from gonogo.stores import Records
from tests.builders import NOW, NUMBER, PROJECT

OTHER = ProjectId("mnopqrstuvwx")
BODY = {"text": "é", "n": 1.5, "list": [None, {"deep": True}], "empty": ""}


def a_record(index: int = 0, **fields: Any) -> Record:
    """A record, numbered."""
    number = NUMBER + index
    default = {
        "kind": "vendor.memory",
        "id": uuid_of("record", number),
        "project": PROJECT,
        "number": number,
        "body": BODY,
        "created_at": NOW,
        "changed_at": NOW,
    }
    return Record(**{**default, **fields})


def test_a_record_comes_back_as_it_was_put(records: Records) -> None:
    """Fractions, nothing and depth included."""
    records.put(a_record())
    assert records.find(PROJECT, "vendor.memory", a_record().id) == a_record()
    assert records.owner("vendor.memory", a_record().id) == PROJECT


def test_records_are_listed_by_project_and_kind_oldest_first(records: Records) -> None:
    """One kind is not another that begins alike."""
    for index in (2, 0, 1):
        records.put(a_record(index))
    records.put(a_record(3, kind="vendor.memory2"))
    records.put(a_record(4, project=OTHER))
    listed = records.of(PROJECT, "vendor.memory")
    assert [each.number - NUMBER for each in listed] == [0, 1, 2]


def test_another_version_than_the_next_is_a_conflict(records: Records) -> None:
    """Neither made twice, nor changed from what it was not."""
    records.put(a_record())
    with pytest.raises(Conflict):
        records.put(a_record())
    records.put(a_record(version=2, body={"a": 1}))
    for version in (2, 4):
        with pytest.raises(Conflict):
            records.put(a_record(version=version))
    found = records.find(PROJECT, "vendor.memory", a_record().id)
    assert found and (found.version, found.body) == (2, {"a": 1})


def test_one_that_is_gone_is_not_changed(records: Records) -> None:
    """A late change does not bring it back."""
    records.put(a_record())
    assert records.delete(PROJECT, "vendor.memory", a_record().id)
    assert not records.delete(PROJECT, "vendor.memory", a_record().id)
    with pytest.raises(Conflict):
        records.put(a_record(version=2))
    assert records.owner("vendor.memory", a_record().id) is None


def test_a_project_sees_and_removes_its_own_only(records: Records) -> None:
    """Whatever id it asks for."""
    records.put(a_record())
    assert records.find(OTHER, "vendor.memory", a_record().id) is None
    assert not records.delete(OTHER, "vendor.memory", a_record().id)
    with pytest.raises(Conflict):
        records.put(replace(a_record(), project=OTHER))
    records.clear(OTHER)
    assert records.of(PROJECT, "vendor.memory") == (a_record(),)


def test_a_project_is_cleared_of_every_kind(records: Records) -> None:
    """And nobody owns them any more."""
    for index, kind in enumerate(("vendor.memory", "vendor.file")):
        records.put(a_record(index, kind=kind))
    records.clear(PROJECT)
    assert not records.of(PROJECT, "vendor.memory") + records.of(PROJECT, "vendor.file")
    assert records.owner("vendor.memory", a_record().id) is None


@pytest.mark.parametrize("host", ["aws"], indirect=True)
def test_a_body_has_a_size_that_a_listing_can_hold(records: Records) -> None:
    """What cannot be compressed below it is refused, with the limit."""
    import random

    noise = random.Random(1).randbytes(150_000).hex()  # noqa: S311  no secret
    with pytest.raises(Invalid) as refused:
        records.put(a_record(body={"noise": noise}))
    assert refused.value.field == "body"
