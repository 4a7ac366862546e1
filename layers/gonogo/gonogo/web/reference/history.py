"""What the description says of what was started before: operations and schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gonogo.dialects.native._history import KINDS, STATUSES, VERDICTS
from gonogo.dialects.native._paging import PAGE
from gonogo.dialects.native._reading import MAX_WAIT
from gonogo.domain.commands.history import MAX_PAGE
from gonogo.web.reference.operation import Operation
from gonogo.web.reference.vocabulary import (
    MAYBE_TEXT,
    TEXT,
    Schema,
    about,
    listed,
    named,
    record,
)

_PROJECT = "/projects/<project>"
_TEST = f"{_PROJECT}/tests/<test>"
_READING = (400, 401, 403, 404)


def _query(name: str, schema: Schema, text: str) -> Schema:
    return {"name": name, "in": "query", "description": text, "schema": schema}


WAIT = _query(
    "wait",
    {"type": "integer", "minimum": 0, "maximum": MAX_WAIT, "default": 0},
    "Seconds to wait for the end, if it is not over.",
)
PAGING = (
    _query(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": PAGE},
        "How many at most.",
    ),
    _query("cursor", TEXT, "The `next` of the page before."),
)
NEXT = about(MAYBE_TEXT, "The `cursor` of the next page; null after the last.")
_STATUS = _query("status", {"enum": list(STATUSES)}, "Only runs that stand so.")
_BATCHES = (
    _query("verdict", {"enum": list(VERDICTS)}, "Only those; `open`: not over."),
    _query("kind", {"enum": list(KINDS)}, "Only batches that started such a thing."),
    _query("target", TEXT, "Only batches that started this suite or test: its id."),
    *PAGING,
)


def _of(id: str, answer: str | None, example: str = "", **more: Any) -> Operation:
    return Operation(id=id, tag="History", answer=answer, example=example, **more)


OPERATIONS: Mapping[tuple[str, str], Operation] = {
    ("GET", f"{_PROJECT}/batches"): _of(
        "listBatches", "BatchList", "batches-listed", query=_BATCHES, errors=_READING
    ),
    ("GET", f"{_PROJECT}/runs"): _of(
        "listRuns", "RunList", "runs-listed", query=(_STATUS, *PAGING), errors=_READING
    ),
    ("GET", f"{_TEST}/runs"): _of(
        "listRunsOfTest",
        "RunList",
        "runs-of-test-listed",
        query=(_STATUS, *PAGING),
        errors=_READING,
    ),
    ("GET", f"{_TEST}/latest"): _of(
        "readLatestRun",
        "RunResult",
        "run-latest",
        query=(_STATUS,),
        errors=_READING,
        junit=True,
    ),
    ("GET", "/batches/<batch>/junit"): _of(
        "readBatchAsJUnit", None, media="application/xml", query=(WAIT,), errors=_READING
    ),
    ("GET", "/batches/<batch>/summary"): _of(
        "readBatchAsMarkdown", None, media="text/markdown", query=(WAIT,), errors=_READING
    ),
    ("GET", "/runs/<run>/junit"): _of(
        "readRunAsJUnit", None, media="application/xml", query=(WAIT,), errors=_READING
    ),
}


def schemas() -> dict[str, Schema]:
    """Every named schema of lists."""
    return {
        "BatchList": record(
            "Batches, newest first.", {"batches": listed(named("Batch")), "next": NEXT}
        ),
        "RunList": record("Runs, newest first.", {"runs": listed(named("Run")), "next": NEXT}),
    }
