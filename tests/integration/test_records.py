"""Records through the real use cases, on AWS in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from gonogo.domain.commands.defining import Deleted, DeleteProject
from gonogo.domain.commands.records import (
    DeleteRecord,
    ListRecords,
    PutRecord,
    ReadByTicket,
    ReadRecord,
    RecordList,
    RecordView,
)
from gonogo.domain.ids import ProjectId
from gonogo.domain.record import Record
from gonogo.errors import Conflict, Forbidden, NotFound
from tests.aws_stack import aws_stack
from tests.fakes import FakeClock
from tests.integration.test_definitions import Desk

KIND = "vendor.memory"


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A deployment with two projects and a key for each."""
    with aws_stack(FakeClock()) as stack:
        yield Desk(stack)


def put(desk: Desk, key: str | None = None, most: int = 1_000, **fields: Any) -> Record:
    """Put a record, new unless it is told to be one that is there."""
    given = Record(**{"kind": KIND, "id": "", "project": ProjectId(""), **fields})
    return desk.ask(PutRecord(key=key or desk.key, record=given, most=most), RecordView).record


def test_a_record_is_made_changed_listed_and_removed(desk: Desk) -> None:
    """By id or number; the key's only project is meant."""
    made = put(desk, body={"text": "a"})
    assert (made.project, made.version) == (desk.project.id, 1)
    desk.stack.clock.sleep(5)
    after = put(desk, id=made.id, body={"text": "b"})
    assert (after.version, after.created_at, after.changed_at) == (
        2,
        made.created_at,
        made.created_at + 5,
    )
    for name in (made.id, str(made.number)):
        assert desk.ask(ReadRecord(key=desk.key, kind=KIND, id=name), RecordView).record == after
    listed = ListRecords(key=desk.key, project="orders", kind=KIND)
    assert desk.ask(listed, RecordList).records == (after,)
    assert desk.ask(DeleteRecord(key=desk.key, kind=KIND, id=made.id), Deleted).id == made.id
    assert desk.ask(listed, RecordList).records == ()


def test_a_change_of_an_old_version_is_a_conflict(desk: Desk) -> None:
    """Nobody's change is lost."""
    made = put(desk)
    put(desk, id=made.id, body={"a": 1})
    with pytest.raises(Conflict):
        put(desk, id=made.id, body={"a": 2})


def test_there_are_no_more_of_a_kind_than_it_takes(desk: Desk) -> None:
    """Those that are there can still be changed."""
    made = put(desk, most=1)
    with pytest.raises(Conflict, match="1 of these"):
        put(desk, most=1)
    put(desk, most=1, id=made.id, body={"a": 1})
    put(desk, most=1, kind="vendor.other")


def test_a_ticket_opens_its_record_and_no_other(desk: Desk) -> None:
    """A wrong one is as good as none, and so is a record without a ticket."""
    digest = hashlib.sha256(b"open sesame").hexdigest()
    made, bare = put(desk, body={"ticket": digest}), put(desk)
    asked = ReadByTicket(kind=KIND, id=made.id, ticket="open sesame")
    assert desk.ask(asked, RecordView).record == made
    for wrong in (
        replace(asked, ticket="open barley"),
        replace(asked, ticket=digest),
        replace(asked, ticket="\ud800"),
        replace(asked, id=bare.id),
        replace(asked, id=bare.id, ticket=""),
        replace(asked, id="nothing"),
        replace(asked, kind="vendor.other"),
    ):
        with pytest.raises(NotFound, match="nothing at this address"):
            desk.ask(wrong)


def test_a_ticket_is_told_once_and_a_new_one_takes_its_place(desk: Desk) -> None:
    """It is stored as a digest only."""
    given = Record(kind=KIND, id="", project=ProjectId(""), body={"a": 1})
    made = desk.ask(PutRecord(key=desk.key, record=given, ticket=True), RecordView)
    asked = ReadByTicket(kind=KIND, id=made.record.id, ticket=made.ticket)
    assert desk.ask(asked, RecordView) == RecordView(record=made.record)
    assert not [text for text in desk.stack.stored("catalog") if made.ticket in text]
    again = desk.ask(PutRecord(key=desk.key, record=made.record, ticket=True), RecordView)
    assert desk.ask(replace(asked, ticket=again.ticket), RecordView).record.body["a"] == 1
    with pytest.raises(NotFound):
        desk.ask(asked)


def test_anothers_records_are_not_there(desk: Desk) -> None:
    """Whether or not the project is named."""
    made = put(desk)
    for project in ("", "invoices", "orders"):
        for kind in (ReadRecord, DeleteRecord):
            with pytest.raises(NotFound):
                desk.ask(kind(key=desk.stranger, kind=KIND, id=made.id, project=project))
    with pytest.raises(NotFound):
        put(desk, key=desk.stranger, id=made.id)
    with pytest.raises(NotFound):
        put(desk, key=desk.stranger, project=desk.project.id)
    with pytest.raises(NotFound):
        desk.ask(ListRecords(key=desk.stranger, project="orders", kind=KIND))


def test_a_reader_cannot_write(desk: Desk) -> None:
    """But read."""
    made, reader = put(desk), desk.issue("read", desk.project.id)
    assert desk.ask(ReadRecord(key=reader, kind=KIND, id=made.id), RecordView).record == made
    with pytest.raises(Forbidden):
        put(desk, key=reader)


def test_records_go_with_their_project(desk: Desk) -> None:
    """And nothing is left that says they were there."""
    made = put(desk)
    desk.ask(DeleteProject(key=desk.key, project="orders"))
    assert not [text for text in desk.stack.stored("catalog") if made.id in text]
