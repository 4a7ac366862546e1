"""The report of a pipeline's action, where the pipeline wants it: an archive with `junit.xml`."""

from __future__ import annotations

import logging
from dataclasses import replace
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from gonogo.domain.gate import Gate
from gonogo.errors import GonogoError
from gonogo.gates._contract import Planes, Told

WANTED = {"report": "junit"}
"""In the reference of a gate whose action has an output artifact."""
FILE = "junit.xml"
_log = logging.getLogger(__name__)


def delivered(gate: Gate, job: str, told: Told, planes: Planes) -> Told:
    """What is told once the report lies there; a report that cannot be stored holds nothing up."""
    if "report" not in gate.reference or told.report is None:
        return told
    try:
        planes.pipeline.deliver(job, zipped(told.report()))
    except GonogoError as error:
        _log.warning("Gate %s: its report could not be stored: %s", gate.id, error.message)
        problem = f"The report could not be stored: {error.message}"
        summary, reason = f"{told.summary}. {problem}", f"{told.reason} {problem}"
        return replace(told, summary=summary, reason=reason)
    return told


def zipped(report: bytes) -> bytes:
    """An archive of the one file, the same for the same report."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr(ZipInfo(FILE), report)
    return buffer.getvalue()
