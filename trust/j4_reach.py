"""J4: a script reaches what it is given, and nothing of the process around it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from unittest.mock import patch

from gonogo.engine.scripts._contract import Script
from gonogo.engine.scripts.javascript import machine
from gonogo.engine.scripts.javascript.guest import Guest
from trust._figure import Figure
from trust._tests import shown_by

_RUN = machine._run


def _everybodys_secrets() -> AbstractContextManager[object]:
    """A script is given more than was asked for it."""

    def run(guest: Guest, script: Script) -> str:
        return _RUN(guest, replace(script, secrets={"a": "another project's"}))

    return patch.object(machine, "_run", run)


_TESTS = "tests/unit/engine/scripts/test_reach.py"
FIGURE = Figure(
    id="J4",
    claim="probes of a script for credentials, files, the network, the host's code and other "
    "projects' data that find any",
    bar="0; at least 20 probes",
    measure=shown_by(
        f"{_TESTS}::test_what_would_lead_out_fails",
        f"{_TESTS}::test_no_fact_but_those_it_was_given",
        f"{_TESTS}::test_a_name_of_other_hosts_is_not_there",
        at_least=43,
    ),
    planted={"all secrets are handed in": _everybodys_secrets},
)
