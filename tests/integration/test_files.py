"""Files of vendors' clients through the real use cases, on AWS in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from gonogo.domain.commands.defining import DeleteProject
from gonogo.domain.commands.files import (
    FileView,
    FinishUpload,
    ReadFile,
    StartUpload,
    StoreFile,
    UploadStarted,
)
from gonogo.domain.commands.records import DeleteRecord, ListRecords, RecordList, RecordView
from gonogo.domain.ids import ProjectId
from gonogo.domain.record import Record
from gonogo.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge
from gonogo.services.files import MAX_FILE_BYTES, STALE_SECONDS, UPLOADING
from tests.aws_stack import aws_stack
from tests.fakes import FakeClock
from tests.integration.test_definitions import Desk

KIND = "vendor.app"
NEW = Record(kind=KIND, id="", project=ProjectId(""), body={"platform": "ios"})


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A deployment with two projects and a key for each."""
    with aws_stack(FakeClock()) as stack:
        yield Desk(stack)


def begin(desk: Desk, size: int = 5, name: str = "a/b ü.apk") -> UploadStarted:
    """Begin an upload."""
    command = StartUpload(key=desk.key, project="", kind=KIND, name=name, size=size)
    return desk.ask(command, UploadStarted)


def upload(desk: Desk, started: UploadStarted, content: bytes = b"12345") -> None:
    """What a client's PUT does."""
    desk.stack.parts.files.put(started.storage, content, "application/octet-stream")


def finish(desk: Desk, storage: str, **fields: Any) -> Record:
    """Say that it is uploaded."""
    command = FinishUpload(**{"key": desk.key, "record": NEW, "storage": storage, **fields})
    return desk.ask(command, RecordView).record


def listed(desk: Desk, kind: str = KIND) -> tuple[Record, ...]:
    """All files."""
    return desk.ask(ListRecords(key=desk.key, project="orders", kind=kind), RecordList).records


def test_a_file_is_uploaded_confirmed_and_downloaded(desk: Desk) -> None:
    """The object's name holds whose it is, and what a path can hold of its own name."""
    started = begin(desk)
    assert started.storage.startswith(f"{desk.project.id}/")
    assert started.storage.endswith("/a_b_.apk")
    assert started.until == desk.stack.clock.now() + 1800
    upload(desk, started)
    made = finish(desk, started.storage)
    assert made.file and (made.file.name, made.file.size) == ("a/b ü.apk", 5)
    assert made.body == {"platform": "ios"}
    read = desk.ask(ReadFile(key=desk.key, kind=KIND, id=made.id), FileView)
    assert read.record == made
    assert started.storage in urlsplit(read.url).path


def test_confirming_twice_makes_one_file(desk: Desk) -> None:
    """A client whose answer was lost asks again."""
    started = begin(desk)
    upload(desk, started)
    assert finish(desk, started.storage) == finish(desk, started.storage)
    assert len(listed(desk)) == 1
    assert not desk.stack.parts.records.of(desk.project.id, UPLOADING)


@pytest.mark.parametrize("wrong", ["", "nowhere", "a/b/c"])
def test_what_was_not_uploaded_is_no_file(desk: Desk, wrong: str) -> None:
    """Neither what was only begun, nor anything made up."""
    started = begin(desk)
    for storage in (started.storage, wrong):
        with pytest.raises(Invalid, match="Nothing was uploaded"):
            finish(desk, storage)


def test_anothers_upload_cannot_be_claimed(desk: Desk) -> None:
    """Nor its file read."""
    started = begin(desk)
    upload(desk, started)
    with pytest.raises(Invalid, match="Nothing was uploaded"):
        finish(desk, started.storage, key=desk.stranger)
    made = finish(desk, started.storage)
    for project in ("", "orders", "invoices"):
        with pytest.raises(NotFound):
            desk.ask(ReadFile(key=desk.stranger, kind=KIND, id=made.id, project=project))
    reader = desk.issue("read", desk.project.id)
    with pytest.raises(Forbidden):
        desk.ask(StartUpload(key=reader, project="", kind=KIND, name="a", size=1))


def test_a_file_that_came_with_the_call_is_kept(desk: Desk) -> None:
    """And goes with its record, bytes and all."""
    command = StoreFile(key=desk.key, record=NEW, name="a.apk", content=b"abc")
    made = desk.ask(command, RecordView).record
    assert made.file
    files = desk.stack.parts.files
    assert files.size(made.file.storage) == 3
    desk.ask(DeleteRecord(key=desk.key, kind=KIND, id=made.id))
    assert files.size(made.file.storage) is None
    assert listed(desk) == ()


def test_sizes_are_bounded(desk: Desk) -> None:
    """Of one file and of all, and nothing has no bytes."""
    for size, error in ((0, Invalid), (MAX_FILE_BYTES + 1, TooLarge)):
        with pytest.raises(error) as refused:
            begin(desk, size)
        assert refused.value.field == "fileSize"
    command = StoreFile(key=desk.key, record=NEW, name="a.apk", content=b"abc", most=1)
    desk.ask(command)
    with pytest.raises(Conflict, match="1 of these"):
        desk.ask(command)


def test_a_file_is_gone_when_its_time_is_over(desk: Desk) -> None:
    """From lists and reads at once."""
    started = begin(desk)
    upload(desk, started)
    made = finish(desk, started.storage, keep_for=60)
    assert listed(desk) == (made,)
    desk.stack.clock.sleep(60)
    assert listed(desk) == ()
    with pytest.raises(NotFound):
        desk.ask(ReadFile(key=desk.key, kind=KIND, id=made.id))


def test_what_was_left_behind_is_tidied_away(desk: Desk) -> None:
    """By the next upload, a day later."""
    left = begin(desk)
    upload(desk, left)
    desk.stack.clock.sleep(STALE_SECONDS + 1)
    fresh = begin(desk)
    assert desk.stack.parts.files.size(left.storage) is None
    noted = desk.stack.parts.records.of(desk.project.id, UPLOADING)
    assert [each.file.storage for each in noted if each.file] == [fresh.storage]


def test_files_go_with_their_project(desk: Desk) -> None:
    """Also those that were never confirmed."""
    started = begin(desk)
    upload(desk, started)
    desk.ask(DeleteProject(key=desk.key, project="orders"))
    assert desk.stack.parts.files.size(started.storage) is None
