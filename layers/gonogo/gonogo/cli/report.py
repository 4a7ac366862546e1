"""Report files: `--report FORMAT=PATH`, and `--report github` for the summary of a CI step."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gonogo.errors import Invalid

if TYPE_CHECKING:
    from gonogo.reports import ReportedRun

Wanted = Iterable[tuple[str, str]]

SUMMARY = "GITHUB_STEP_SUMMARY"
"""Names the file that GitHub Actions shows as a step's summary; steps append to it."""


def check_formats(wanted: Wanted, offered: Sequence[str] | None = None) -> None:
    """`Invalid` for an unknown format or a path that cannot be one, before anything runs."""
    for format, path in wanted:
        from gonogo.reports import reports

        names = reports.names if offered is None else offered
        if format not in names:
            raise Invalid(
                f"There is no report format {format!r} here.",
                field="--report",
                accepted=", ".join(f"{name}=PATH" for name in names),
            )
        if _is_summary(format, path) and not os.environ.get(SUMMARY):
            raise Invalid(
                f"{SUMMARY} is not set, so there is no step summary to append to.",
                field="--report",
                accepted=f"github in a step of GitHub Actions, or {format}=PATH",
            )
        if not _is_summary(format, path) and (not path or Path(path).is_dir()):
            raise Invalid(
                f"The report {format} needs a file's path, not {path!r}.",
                field="--report",
                accepted=f"{format}=PATH",
            )


def write_reports(wanted: Wanted, runs: Iterable[ReportedRun]) -> None:
    """Render and write every report."""
    found: list[ReportedRun] | None = None
    for format, path in wanted:
        from gonogo.reports import reports

        found = list(runs) if found is None else found
        content = reports[format].render(found)
        if _is_summary(format, path):
            write_file(os.environ[SUMMARY], content, append=True)
        else:
            write_file(path, content)


def write_file(path: str, content: bytes, *, append: bool = False) -> None:
    """Write a report, with its folders."""
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        with Path(path).open("ab" if append else "wb") as file:
            file.write(content)
    except OSError as error:
        raise Invalid(
            f"The report {path} cannot be written: {error.strerror}.", field="--report"
        ) from None


def _is_summary(format: str, path: str) -> bool:
    return format == "github" and not path
