"""Looks the locked packages up among known weaknesses, and says plainly when no source answered."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

Package = dict[str, Any]
SOURCES = ("pypi", "osv")
UNREACHABLE = (
    "ConnectionError",
    "ConnectTimeout",
    "ReadTimeout",
    "HTTPError",
    "ProxyError",
    "SSLError",
)


def main(pip_audit: str, lock: str) -> int:
    """0 for nothing known or nobody to ask, 1 for a finding."""
    for source in SOURCES:
        packages = ask(source, pip_audit, lock)
        # An index that knows none of them is a mirror without advisories, not a source.
        if any("skip_reason" not in package for package in packages):
            return verdict(source, lock, packages)
    say(f"NOT AUDITED: no source of advisories ({' or '.join(SOURCES)}) answered for {lock}.")
    return 0


def ask(source: str, pip_audit: str, lock: str) -> list[Package]:
    """What one source says of each package; nothing when it could not be reached."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        # Not its own --strict, which stops at the first package that the source does not know.
        command = [pip_audit, "--require-hashes", "--disable-pip", "--requirement", lock]
        command += [
            "--vulnerability-service",
            source,
            "--timeout",
            "15",
            "--progress-spinner",
            "off",
        ]
        command += ["--format", "json", "--output", str(report)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own
        if not report.exists():
            said = (ran.stderr.strip().splitlines() or ["no answer"])[-1][:200]
            if not any(word in said for word in UNREACHABLE):
                sys.exit(f"The audit itself failed: {said}")
            say(f"{source}: {said}")
            return []
        packages: list[Package] = json.loads(report.read_text())["dependencies"]
        return packages


def verdict(source: str, lock: str, packages: list[Package]) -> int:
    """Print each finding; a package that was passed over counts as one."""
    findings = [
        f"{package['name']} {package['version']}: {weakness['id']},"
        f" fixed in {', '.join(weakness['fix_versions']) or 'no version yet'}"
        for package in packages
        for weakness in package.get("vulns", ())
    ]
    findings += [f"{p['name']}: {p['skip_reason']}" for p in packages if "skip_reason" in p]
    for finding in findings:
        say(finding)
    say(f"{source}: {len(packages)} packages of {lock} looked up, {len(findings)} findings.")
    return 1 if findings else 0


def say(text: str) -> None:
    """Print at once, so that the order holds beside make's own lines."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
