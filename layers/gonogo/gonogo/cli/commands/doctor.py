"""`gonogo doctor`: looks at this machine and this folder, and says what to fix."""

from __future__ import annotations

import click


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def doctor(*, as_json: bool) -> int:
    """Check this machine, the environment, the server and the key.

    Exit code: 0 all is well, 2 there is something to fix.
    """
    from dataclasses import asdict

    from gonogo.cli.diagnosis import examine
    from gonogo.cli.exits import ERROR, GO
    from gonogo.cli.screen import tell_json

    findings = []
    for finding in examine():
        findings.append(finding)
        if not as_json:
            click.echo(f"{finding.state:5} {finding.what}")
            if finding.fix:
                click.echo(f"      {finding.fix}")
    sick = any(finding.state == "wrong" for finding in findings)
    if as_json:
        tell_json({"healthy": not sick, "findings": [asdict(finding) for finding in findings]})
    return ERROR if sick else GO


COMMAND = doctor
