"""Uploads: an address to PUT the bytes to, and a confirmation that makes a record of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gonogo.dialects._contract import Request, any_json
from gonogo.dialects.testerarmy._asking import Asking, Caller
from gonogo.dialects.testerarmy._fields import Fields
from gonogo.domain.commands.files import FinishUpload, StartUpload
from gonogo.domain.project import Project
from gonogo.domain.record import Record
from gonogo.errors import Invalid

SHORTEST, LONGEST = 60, 604_800
"""Seconds that a temporary file may be kept for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What is said of a file that is to come or has come."""

    filename: str
    size: int
    remove_after: int | None
    storage: str
    """Empty as long as it is to come."""
    media_type: str
    description: str | None


def read_upload(request: Request, *, done: bool) -> Upload:
    """The body of either call."""
    fields = Fields(any_json(request))
    return Upload(
        filename=fields.needed_text("filename", most=255),
        size=fields.needed_whole("fileSize", least=1),
        # Null: what the answer to the beginning of an upload says, some send back as it is.
        remove_after=fields.whole("removeAfter", least=SHORTEST, most=LONGEST, null=True),
        storage=fields.needed_text("storageKey", most=1000) if done else "",
        media_type=fields.text("mediaType", most=100) or "application/octet-stream",
        description=fields.text("description", least=0, most=2000, null=True),
    )


def begin(kind: str, project: Project, upload: Upload, asking: Caller) -> Asking[dict[str, Any]]:
    """Where to PUT the bytes, within half an hour."""
    started = yield StartUpload(
        key=asking.key,
        project=project.id,
        kind=kind,
        name=upload.filename,
        size=upload.size,
        media_type=upload.media_type,
    )
    return {
        "uploadUrl": started.url,
        "storageKey": started.storage,
        "filename": upload.filename,
        "fileSize": upload.size,
        "removeAfter": upload.remove_after,
    }


def finish(
    kind: str, project: Project, upload: Upload, body: dict[str, Any], asking: Caller
) -> Asking[Record]:
    """The record of what was uploaded."""
    wanted = Record(kind=kind, id="", project=project.id, body=body)
    try:
        view = yield FinishUpload(
            key=asking.key,
            record=wanted,
            storage=upload.storage,
            keep_for=upload.remove_after,
        )
    except Invalid as error:
        raise Invalid(error.message, field="storageKey", accepted=error.accepted) from None
    record: Record = view.record
    return record
