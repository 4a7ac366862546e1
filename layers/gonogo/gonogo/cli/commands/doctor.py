"""`gonogo doctor`: looks at this machine and this folder, and says what to fix."""

from __future__ import annotations

import click

from gonogo.cli.options import JSON


@click.command("doctor")
@JSON
@click.option("--stack", metavar="S", help="Look at this stack in AWS too: its gates, its queues.")
@click.option("--redrive", is_flag=True, help="Try the stack's dead letters again.")
def doctor(*, as_json: bool, stack: str | None, redrive: bool) -> int:
    """Check this machine, the environment, the server and the key, and a deployed stack.

    Exit code: 0 all is well, 2 there is something to fix.
    """
    from dataclasses import asdict
    from itertools import chain
    from textwrap import indent

    from gonogo.cli import account
    from gonogo.cli.bound import examine_gates
    from gonogo.cli.diagnosis import examine
    from gonogo.cli.exits import ERROR, GO
    from gonogo.cli.redrive import redrive as tried_again
    from gonogo.cli.screen import tell_json
    from gonogo.errors import Invalid

    if redrive and stack is None:
        raise Invalid("Whose dead letters?", field="--redrive", accepted="--stack NAME beside it")
    looked_at = [examine(), examine_gates()]
    if stack is not None:
        looked_at.append(tried_again(stack) if redrive else account.examine_account(stack))
    findings = []
    for finding in chain(*looked_at):
        findings.append(finding)
        if not as_json:
            click.echo(f"{finding.state:5} {finding.what}")
            if finding.fix:
                click.echo(indent(finding.fix, " " * 6))
    sick = any(finding.state == "wrong" for finding in findings)
    if as_json:
        tell_json({"healthy": not sick, "findings": [asdict(finding) for finding in findings]})
    return ERROR if sick else GO


COMMAND = doctor
