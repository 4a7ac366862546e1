"""Files of a project: uploaded, listed and deleted."""

from __future__ import annotations

from gonogo.dialects._contract import Conversation, Links, Request, Talk, json_reply
from gonogo.dialects.testerarmy._asking import Caller, known, project_uuid
from gonogo.dialects.testerarmy._kept import all_of, kind_of
from gonogo.dialects.testerarmy._times import iso
from gonogo.dialects.testerarmy._uploads import begin, finish, read_upload
from gonogo.domain.commands.records import DeleteRecord
from gonogo.domain.record import Record

FILE = kind_of("file")
_ALL = "/projects/<project>/files"


def _list(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"])
    found = yield from all_of(FILE, project, asking)
    return json_reply(200, {"files": [_document(each) for each in found]})


def _upload(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"])
    document = yield from begin(FILE, project, read_upload(request, done=False), asking)
    return json_reply(200, document)


def _confirm(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"])
    upload = read_upload(request, done=True)
    body = {"filename": upload.filename, "description": upload.description}
    record = yield from finish(FILE, project, upload, body, asking)
    return json_reply(201, {"file": _document(record)})


def _delete(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"])
    file = request.params["file"].lower()
    yield DeleteRecord(key=asking.key, kind=FILE, id=file, project=project.id)
    return json_reply(200, {"deleted": True, "id": file})


def _document(record: Record) -> dict[str, object]:
    file = record.file
    return {
        "id": record.id,
        "projectId": project_uuid(record.project),
        "filename": record.body["filename"],
        "mediaType": file.media_type if file else "application/octet-stream",
        "fileSize": file.size if file else 0,
        "description": record.body.get("description"),
        "summary": None,
        "createdAt": iso(record.created_at),
    }


ROUTES = (
    Conversation(("GET",), _ALL, known(_list), "List a project's files.", support="stored"),
    Conversation(
        ("POST",),
        f"{_ALL}/upload",
        known(_upload),
        "Ask for an address to upload a file to; an addition of ours.",
        support="stored",
    ),
    Conversation(
        ("POST",),
        f"{_ALL}/upload/confirm",
        known(_confirm),
        "Say that a file is uploaded; an addition of ours.",
        support="stored",
    ),
    Conversation(
        ("DELETE",),
        f"{_ALL}/<file>",
        known(_delete),
        "Delete a file; an addition of ours.",
        support="stored",
    ),
)
