"""Keep files of vendors' clients: bytes go to the store and not through here, records say whose."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from gonogo.domain.commands.files import (
    FileView,
    FinishUpload,
    ReadFile,
    StartUpload,
    StoreFile,
    UploadStarted,
)
from gonogo.domain.commands.records import RecordView
from gonogo.domain.ids import ProjectId
from gonogo.domain.project import Project
from gonogo.domain.record import Record, StoredFile
from gonogo.errors import Conflict, Invalid, TooLarge
from gonogo.services.definitions.lookup import project_of
from gonogo.services.records import Keeping, check_room, create, found_record

UPLOADING = "gonogo.upload"
"""Records of what was begun to be uploaded."""
UPLOAD_SECONDS = 1800
DOWNLOAD_SECONDS = 900
STALE_SECONDS = 86_400
"""After which what nobody said to be uploaded is removed."""
MAX_FILE_BYTES = 1 << 30
MAX_KIND_BYTES = 20 << 30
"""All files of one kind in one project."""
_MOST_UPLOADS = 200
_MAX_NAME = 255
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def file(command: object, to: Keeping) -> object:
    """Answer a command about files."""
    return _CASES[type(command)](command, to)


def start_upload(command: StartUpload, to: Keeping) -> UploadStarted:
    """Note what is to be uploaded, and sign an address for exactly that."""
    project = _writable(command.key, command.project, to)
    name = _name(command.name)
    _check_size(command.size, project.id, command.kind, to)
    now = to.clock.now()
    _tidy(project.id, now, to)
    check_room(to.records.of(project.id, UPLOADING), _MOST_UPLOADS)
    noted = create(
        Record(kind=UPLOADING, id="", project=project.id, body={"kind": command.kind}), now, to
    )
    storage = _storage(noted, name)
    stored = StoredFile(
        storage=storage, name=name, size=command.size, media_type=command.media_type
    )
    to.records.put(replace(noted, file=stored, version=2))
    return UploadStarted(
        project=project.id,
        storage=storage,
        url=to.files.upload_url(storage, command.size, UPLOAD_SECONDS),
        until=now + UPLOAD_SECONDS,
    )


def finish_upload(command: FinishUpload, to: Keeping) -> RecordView:
    """Make the record of what was uploaded; its id is that of the upload, so there is one."""
    given = command.record
    project = _writable(command.key, given.project, to)
    noted, there = _noted(command, project.id, to)
    if there is not None:
        return RecordView(record=there)
    stored = noted.file if noted else None
    if noted is None or stored is None or to.files.size(stored.storage) != stored.size:
        raise Invalid(
            "Nothing was uploaded there.",
            field="storage",
            accepted="what the answer to the beginning of an upload named, once it is uploaded",
        )
    check_room(to.records.of(project.id, given.kind), command.most)
    now = to.clock.now()
    record = replace(
        given,
        id=noted.id,
        number=noted.number,
        project=project.id,
        created_at=now,
        changed_at=now,
        version=1,
        file=replace(stored, until=_until(command.keep_for, now)),
    )
    to.records.put(record)
    to.records.delete(project.id, UPLOADING, noted.id)
    return RecordView(record=record)


def _noted(
    command: FinishUpload, project: ProjectId, to: Keeping
) -> tuple[Record | None, Record | None]:
    """The upload that is meant, and the record that was made of it before."""
    parts = command.storage.split("/")
    kind, id = command.record.kind, parts[1] if len(parts) > 1 else ""
    if not id:
        return None, None
    there = to.records.find(project, kind, id)
    if there and there.file and there.file.storage == command.storage:
        return None, there
    noted = to.records.find(project, UPLOADING, id)
    meant = (
        noted
        and noted.body.get("kind") == kind
        and noted.file is not None
        and noted.file.storage == command.storage
    )
    return (noted if meant else None), None


def store_file(command: StoreFile, to: Keeping) -> RecordView:
    """Store the bytes, then the record that says that they are there."""
    given, size = command.record, len(command.content)
    project = _writable(command.key, given.project, to)
    name = _name(command.name)
    _check_size(size, project.id, given.kind, to)
    check_room(to.records.of(project.id, given.kind), command.most)
    now = to.clock.now()
    noted = create(
        Record(kind=UPLOADING, id="", project=project.id, body={"kind": given.kind}), now, to
    )
    storage = _storage(noted, name)
    stored = StoredFile(storage=storage, name=name, size=size, media_type=command.media_type)
    # Noted as an upload until its own record is there: cut off in between, it is tidied away.
    to.records.put(replace(noted, file=stored, version=2))
    to.files.put(storage, command.content, command.media_type)
    asked = FinishUpload(
        key=command.key,
        record=replace(given, project=project.id),
        storage=storage,
        keep_for=command.keep_for,
        most=command.most,
    )
    return finish_upload(asked, to)


def read_file(command: ReadFile, to: Keeping) -> FileView:
    """The record of a file, and a signed address of its bytes."""
    key = to.key(command.key, "read")
    record = found_record(key, command.project, command.kind, command.id, to)
    if record.file is None:
        raise Invalid("There is no file with this.", field="id", accepted="the id of a file")
    url = to.files.download_url(record.file.storage, record.file.name, DOWNLOAD_SECONDS)
    return FileView(record=record, url=url, until=to.clock.now() + DOWNLOAD_SECONDS)


def _writable(key: str | None, project: str, to: Keeping) -> Project:
    return project_of(to.catalog, to.key(key, "write"), project)


def _name(name: str) -> str:
    if not 0 < len(name) <= _MAX_NAME or not name.isprintable():
        raise Invalid(
            "A file needs a name.",
            field="filename",
            accepted=f"1 to {_MAX_NAME} printable characters",
        )
    return name


def _check_size(size: int, project: ProjectId, kind: str, to: Keeping) -> None:
    if size <= 0:
        raise Invalid("A file has bytes.", field="fileSize", accepted="a number above 0")
    if size > MAX_FILE_BYTES:
        raise TooLarge(
            f"The file has {size} bytes.", field="fileSize", accepted=f"at most {MAX_FILE_BYTES}"
        )
    used = sum(record.file.size for record in to.records.of(project, kind) if record.file)
    if used + size > MAX_KIND_BYTES:
        raise Conflict(
            f"The project's files would take {used + size} bytes; at most {MAX_KIND_BYTES} are "
            "kept. Delete some first."
        )


def _tidy(project: ProjectId, now: float, to: Keeping) -> None:
    """Remove what was never said to be uploaded; whoever uploads next pays for it."""
    for noted in to.records.of(project, UPLOADING):
        if noted.created_at < now - STALE_SECONDS:
            if noted.file is not None:
                to.files.delete(noted.file.storage)
            to.records.delete(project, UPLOADING, noted.id)


def _storage(noted: Record, name: str) -> str:
    """The object's name: whose it is, an id that nobody else has, and what people call it."""
    return f"{noted.project}/{noted.id}/{_UNSAFE.sub('_', name)[-100:]}"


def _until(keep_for: int | None, now: float) -> float | None:
    return None if keep_for is None else now + keep_for


_CASES: Mapping[type, Callable[[Any, Keeping], object]] = {
    StartUpload: start_upload,
    FinishUpload: finish_upload,
    StoreFile: store_file,
    ReadFile: read_file,
}
