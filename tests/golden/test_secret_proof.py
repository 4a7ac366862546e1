"""A project's secrets in a definition; `gonogo run` has none, so the runner is given some here."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest

from gonogo.cli.running.job import Job
from gonogo.cli.running.worker import Runner
from gonogo.egress import AddressPolicy, Sender
from gonogo.engine.execute import Plan
from tests.proof_server import serving
from tests.proving import a_document, run

SECRET = "s3cret-of-the-shop"


class WithSecrets(Runner):
    """The runner of the command line, with a project's secrets."""

    def _plan(self, job: Job) -> Plan:
        return replace(super()._plan(job), secrets={"api key": SECRET}.get)


@pytest.mark.proves("built_ins", "get_secret")
def test_a_secret_is_sent_and_nowhere_shown(tmp_path: Path) -> None:
    step = {
        "url": "{{base}}/echo",
        "headers": {"X-Key": "{{get_secret(api key)}}"},
        "assertions": [
            {"source": "response_json", "property": "headers.x-key", "value": SECRET},
        ],
    }
    with serving() as server:
        runner = WithSecrets(Sender(AddressPolicy("local")))
        result = run(a_document(step), server.base, tmp_path, runner)
        assert run(a_document(step), server.base, tmp_path).status == "errored"
    assert result.status == "passed"
    assert SECRET not in str(asdict(result))
