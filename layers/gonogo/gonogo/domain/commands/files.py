"""Files that vendors' clients keep in a project: each is a record and an object beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from gonogo.domain.ids import ProjectId
from gonogo.domain.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class StartUpload:
    """An address to upload a file to, with a key of role `write`."""

    key: str | None
    project: str
    kind: str
    """Of the record that the file will have."""
    name: str
    size: int
    """In bytes, exactly: another size is refused where it is uploaded to."""
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadStarted:
    """Where to PUT the bytes, until when, and what to call them when that is done."""

    project: ProjectId
    storage: str
    url: str = field(repr=False)
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishUpload:
    """Make the record of a file that was uploaded, with a key of role `write`: a `RecordView`.

    Asked again it answers the same. `Invalid` if nothing was uploaded.
    """

    key: str | None
    record: Record
    """Its project, kind and body."""
    storage: str
    """As `UploadStarted` said."""
    keep_for: int | None = None
    """Seconds; None for as long as its project."""
    most: int = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFile:
    """Keep a file whose bytes came with the call, with a key of role `write`: a `RecordView`."""

    key: str | None
    record: Record
    """Its project, kind and body."""
    name: str
    content: bytes = field(repr=False)
    media_type: str = "application/octet-stream"
    keep_for: int | None = None
    most: int = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """A file's record and an address to download it from, with a key of role `read`."""

    key: str | None
    kind: str
    id: str
    """Id or number of the record."""
    project: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A file, and where its bytes are for a while."""

    record: Record
    url: str = field(repr=False)
    until: float


OF_FILES = (StartUpload, FinishUpload, StoreFile, ReadFile)
