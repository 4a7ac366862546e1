"""The audit of the locked packages: fails on a finding, and says when nobody could be asked."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

AUDIT = Path(__file__).parents[2] / ".ci/audit.py"
CLEAN = {"name": "a", "version": "1", "vulns": []}
WEAK = {"name": "b", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}
UNKNOWN = {"name": "c", "skip_reason": "not found"}
NO_LINE = "requests.exceptions.ConnectionError: no route"


def _audited(folder: Path, packages: list[dict[str, Any]] | None, error: str = "") -> Any:
    """Run the audit with a `pip-audit` that reports these packages, or only this error."""
    report = "" if packages is None else json.dumps({"dependencies": packages})
    tool = folder / "pip-audit"
    tool.write_text(
        f"#!{sys.executable}\nimport pathlib, sys\n"
        f"report = {report!r}\n"
        "if report: pathlib.Path(sys.argv[sys.argv.index('--output') + 1]).write_text(report)\n"
        f"sys.exit({error!r} or 1)\n"
    )
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    command = [sys.executable, str(AUDIT), str(tool), "layers.txt"]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603


def test_nothing_known_passes(tmp_path: Path) -> None:
    """And says how many were looked up, by whom."""
    ran = _audited(tmp_path, [CLEAN, CLEAN])
    assert (ran.returncode, ran.stdout) == (
        0,
        "pypi: 2 packages of layers.txt looked up, 0 findings.\n",
    )


@pytest.mark.parametrize("bad", [WEAK, UNKNOWN])
def test_a_finding_fails(tmp_path: Path, bad: dict[str, Any]) -> None:
    """So does a package that was passed over while others were found."""
    ran = _audited(tmp_path, [CLEAN, bad])
    assert ran.returncode == 1
    assert bad["name"] in ran.stdout


@pytest.mark.parametrize(("packages", "error"), [(None, NO_LINE), ([UNKNOWN, UNKNOWN], "")])
def test_nobody_to_ask_is_said_and_passes(
    tmp_path: Path, packages: list[dict[str, Any]] | None, error: str
) -> None:
    """No line to a source, or an index without advisories."""
    ran = _audited(tmp_path, packages, error)
    assert ran.returncode == 0
    assert "NOT AUDITED" in ran.stdout


def test_a_broken_audit_fails(tmp_path: Path) -> None:
    """A lock file that cannot be read is no reason to pass."""
    ran = _audited(tmp_path, None, "ERROR: invalid requirements input")
    assert ran.returncode == 1
    assert "invalid requirements" in ran.stderr
