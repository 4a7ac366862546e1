"""Where reports are written, and what is refused before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from gonogo.cli.app import answer
from gonogo.cli.report import SUMMARY, check_formats, write_reports
from gonogo.errors import Invalid
from gonogo.reports import ReportedRun, reports
from tests.results import a_good_result

RUN = ReportedRun(name="Login", result=a_good_result())


@pytest.mark.parametrize("name", reports.names)
def test_every_format_is_written_with_its_folders(name: str, tmp_path: Path) -> None:
    path = tmp_path / "new" / "report"
    check_formats([(name, str(path))])
    write_reports([(name, str(path))], [RUN])
    assert path.read_bytes() == reports[name].render([RUN])


def test_a_step_summary_is_appended_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other commands of the step have written there."""
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv(SUMMARY, str(summary))
    check_formats([("github", "")])
    write_reports([("github", "")], [RUN])
    assert summary.read_text().startswith("before\n## ✅ go")


def test_a_step_summary_needs_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SUMMARY, raising=False)
    with pytest.raises(Invalid, match="no step summary"):
        check_formats([("github", "")])


def test_a_server_makes_only_the_formats_it_has(capsys: pytest.CaptureFixture[str]) -> None:
    """Otherwise a file named `.html` would hold something else."""
    assert answer(["trigger", "shop", "--wait", "--report", "html=x.html"]) == 2
    assert "json=PATH, junit=PATH" in capsys.readouterr().err


@pytest.mark.parametrize("name", reports.names)
def test_every_format_is_documented(name: str) -> None:
    page = (Path(__file__).parents[3] / "docs/reference/cli.md").read_text(encoding="utf-8")
    assert f"| `{name}" in page
