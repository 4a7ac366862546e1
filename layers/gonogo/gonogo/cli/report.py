"""Report files: `--report FORMAT=PATH`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from gonogo.errors import Invalid

if TYPE_CHECKING:
    from gonogo.reports import ReportedRun

Wanted = Iterable[tuple[str, str]]


def check_formats(wanted: Wanted) -> None:
    """`Invalid` for an unknown format or a path that cannot be one, before anything runs."""
    for format, path in wanted:
        from gonogo.reports import reports

        if format not in reports.names:
            raise Invalid(
                f"There is no report format {format!r}.",
                field="--report",
                accepted=", ".join(f"{name}=PATH" for name in reports.names),
            )
        if not path or Path(path).is_dir():
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
        write_file(path, reports[format].render(found))


def write_file(path: str, content: bytes) -> None:
    """Write a report, with its folders."""
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(content)
    except OSError as error:
        raise Invalid(
            f"The report {path} cannot be written: {error.strerror}.", field="--report"
        ) from None
