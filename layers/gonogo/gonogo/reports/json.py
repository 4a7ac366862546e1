"""One JSON document: the verdict with its reasons, then every run with its whole result."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from gonogo.domain.reasons import reasons_of_result
from gonogo.reports._contract import Report, ReportedRun

VERSION = 1
"""Of the document's shape: raised when a field changes name or meaning, not when one is added."""


def render(runs: Sequence[ReportedRun]) -> bytes:
    """The report of some runs; the verdict is go only if there was one and every one passed."""
    good = bool(runs) and all(run.result.status == "passed" for run in runs)
    document = {
        "version": VERSION,
        "verdict": "go" if good else "no-go",
        "reasons": [
            asdict(reason) for run in runs for reason in reasons_of_result(run.name, run.result)
        ],
        "runs": [{**asdict(run), "attempts": run.attempts, "flaky": run.flaky} for run in runs],
    }
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return text.encode("utf-8", errors="replace") + b"\n"


REPORT = Report(content_type="application/json", render=render)
