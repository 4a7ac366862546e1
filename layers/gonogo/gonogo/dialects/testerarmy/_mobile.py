"""Mobile apps of a project: uploaded, listed and deleted; there is no device to run them on."""

from __future__ import annotations

from gonogo.dialects._contract import Conversation, Links, Reply, Request, Talk, json_reply
from gonogo.dialects.testerarmy._asking import Caller, known
from gonogo.dialects.testerarmy._error import refusal
from gonogo.dialects.testerarmy._kept import all_of, kind_of
from gonogo.dialects.testerarmy._multipart import parts_of
from gonogo.dialects.testerarmy._run_document import INVALID_APP
from gonogo.dialects.testerarmy._times import iso
from gonogo.dialects.testerarmy._uploads import LONGEST, SHORTEST, begin, finish, read_upload
from gonogo.domain.commands.files import StoreFile
from gonogo.domain.commands.records import DeleteRecord
from gonogo.domain.record import Record
from gonogo.errors import Invalid

APP = kind_of("app")
_ALL = "/projects/<project>/mobile"
_PLATFORMS = {"ipa": "ios", "app": "ios", "zip": "ios", "apk": "android", "aab": "android"}
"""By the end of a file's name; the simulator's apps come as archives."""


def _list(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"], short=False)
    found = yield from all_of(APP, project, asking)
    return json_reply(200, {"apps": [_document(each) for each in found]})


def _create(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"], short=False)
    parts = parts_of(request)
    file = parts.get("file")
    if file is None:
        raise Invalid("Required", field="file")
    remove_after = _seconds(parts["removeAfter"].content) if "removeAfter" in parts else None
    if _platform(file.filename) is None:
        return _no_app(file.filename)
    wanted = Record(
        kind=APP, id="", project=project.id, body=_body(file.filename, remove_after, "manual")
    )
    view = yield StoreFile(
        key=asking.key,
        record=wanted,
        name=file.filename,
        content=file.content,
        keep_for=remove_after,
    )
    return json_reply(201, {"app": _document(view.record)})


def _seconds(raw: bytes) -> int | None:
    text = raw.decode("utf-8", "replace").strip()
    if not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) <= 6 and SHORTEST <= int(text) <= LONGEST:
        return int(text)
    raise Invalid(f"Number must be from {SHORTEST} to {LONGEST}", field="removeAfter")


def _upload(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"], short=False)
    upload = read_upload(request, done=False)
    if _platform(upload.filename) is None:
        return _no_app(upload.filename)
    document = yield from begin(APP, project, upload, asking)
    return json_reply(200, document)


def _confirm(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"], short=False)
    upload = read_upload(request, done=True)
    if _platform(upload.filename) is None:
        return _no_app(upload.filename)
    body = _body(upload.filename, upload.remove_after, "api")
    record = yield from finish(APP, project, upload, body, asking)
    return json_reply(201, {"app": _document(record)})


def _delete(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"], short=False)
    app = request.params["app"].lower()
    yield DeleteRecord(key=asking.key, kind=APP, id=app, project=project.id)
    return json_reply(200, {"deleted": True})


def _platform(filename: str) -> str | None:
    return _PLATFORMS.get(filename.rpartition(".")[2].lower())


def _no_app(filename: str) -> Reply:
    kinds = ", ".join(f".{kind}" for kind in _PLATFORMS)
    message = f"filename: {filename[:100]!r} is no app. Accepted: {kinds}."
    return refusal(400, message, word=INVALID_APP)


def _body(filename: str, remove_after: int | None, source: str) -> dict[str, object]:
    return {"filename": filename, "removeAfter": remove_after, "source": f"{source}_upload"}


def _document(record: Record) -> dict[str, object]:
    body, file = record.body, record.file
    return {
        "id": record.id,
        "platform": _platform(str(body["filename"])),
        "filename": body["filename"],
        # Nobody here looks into an app: what stands in it is told as unknown.
        "bundleId": "",
        "appVersion": "",
        "buildVersion": None,
        "fileSize": file.size if file else 0,
        "source": body["source"],
        "expiresAt": iso(file.until) if file else None,
        "removeAfter": body["removeAfter"],
        "createdAt": iso(record.created_at),
    }


ROUTES = (
    Conversation(("GET",), _ALL, known(_list), "List a project's apps.", support="stored"),
    Conversation(
        ("POST",), _ALL, known(_create), "Keep an app that comes with the call.", support="stored"
    ),
    Conversation(
        ("POST",),
        f"{_ALL}/upload",
        known(_upload),
        "Ask for an address to upload an app to.",
        support="stored",
    ),
    Conversation(
        ("POST",),
        f"{_ALL}/upload/confirm",
        known(_confirm),
        "Say that an app is uploaded.",
        support="stored",
    ),
    Conversation(("DELETE",), f"{_ALL}/<app>", known(_delete), "Delete an app.", support="stored"),
)
