"""The scripts of the recipes run as their system runs them, against the real handlers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from tests.integration.recipes.conftest import Pipeline, Server
from tests.recipes import CLI, CURL, PAGES, Snippet, blocks, ready_made, snippets

_UNKNOWN = "00000000-0000-4000-8000-000000000000"


def _different() -> list[Snippet]:
    """Each script once for each shell; what is the same text ends the same way."""
    found = {(snippet.shell, snippet.text): snippet for snippet in snippets()}
    return [*found.values(), *ready_made()]


def _one_of_each_shell() -> list[Snippet]:
    """One for each shell, all ready-made ones and one command line: else the lines are the same."""
    shells = {one.part if one.part != CURL else str(one.shell): one for one in _different()}
    return list(shells.values())


def _name(snippet: Snippet) -> str:
    return f"{snippet.page}-{ {CLI: 'cli', CURL: 'curl'}.get(snippet.part, 'ready-made') }"


each = pytest.mark.parametrize("snippet", _different(), ids=_name)
some = pytest.mark.parametrize("snippet", _one_of_each_shell(), ids=_name)


@pytest.fixture
def hanging(server: Server) -> Iterator[Server]:
    """Nothing executes a run."""
    server.stack.executes = False
    yield server
    server.stack.executes = True
    server.stack.deployment.messages()


@each
@pytest.mark.parametrize(("suite", "code"), [("Good", 0), ("Bad", 1)])
def test_the_verdict_is_the_exit_code(
    pipeline: Pipeline, server: Server, snippet: Snippet, suite: str, code: int
) -> None:
    """0 and 1, the reason on standard output, and a report where the system reads one."""
    done = pipeline.run(snippet.shell, snippet.text, server.variables(suite))
    assert done.returncode == code, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == ("no-go" if code else "go")
    assert ("Bad" in done.stdout) == bool(code)
    assert server.stack.admin not in done.stdout + done.stderr
    if "-o gonogo.xml" in snippet.text or "junit=gonogo.xml" in snippet.text:
        (report,) = pipeline.reports()
        assert ElementTree.parse(report).getroot().get("failures") == str(code)  # noqa: S314


@some
def test_a_start_whose_answer_is_lost_is_repeated_and_not_doubled(
    pipeline: Pipeline, server: Server, snippet: Snippet
) -> None:
    """The gateway answers 502 to what was started: the script, too, starts it once."""
    before = _batches(server)
    server.stack.losses = 1
    done = pipeline.run(snippet.shell, snippet.text, server.variables("Good"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert _batches(server) == before + 1


def _batches(server: Server) -> int:
    items = server.stack.deployment.clients.dynamodb.scan(TableName="runs")["Items"]
    return sum(item["sk"]["S"] == "BATCH" for item in items)


@some
@pytest.mark.parametrize("mistake", ["trigger", "key", "server"])
def test_an_error_is_2(pipeline: Pipeline, server: Server, snippet: Snippet, mistake: str) -> None:
    """An unknown trigger, a bad key, no server: never taken for a verdict."""
    variables = server.variables("Good")
    if mistake == "trigger":
        variables["GONOGO_TRIGGER_URL"] = f"{server.stack.base}/v1/triggers/{_UNKNOWN}"
    if mistake == "key":
        variables["GONOGO_KEY"] = "gonogo_" + "a" * 36
    if mistake == "server":
        variables |= {"GONOGO_URL": "http://127.0.0.1:9"}
        variables |= {"GONOGO_TRIGGER_URL": "http://127.0.0.1:9/v1/triggers/x"}
    done = pipeline.run(snippet.shell, snippet.text, variables)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stderr


@some
def test_no_verdict_in_time_is_3(pipeline: Pipeline, hanging: Server, snippet: Snippet) -> None:
    """The runs go on; only the waiting ends."""
    hurried = snippet.text.replace("900", "1")
    variables = {**hanging.variables("Good"), "GONOGO_TIMEOUT": "1"}
    done = pipeline.run(snippet.shell, hurried, variables)
    assert done.returncode == 3, done.stdout + done.stderr


def test_what_timed_out_can_be_ended(pipeline: Pipeline, hanging: Server) -> None:
    """With the batch's id that the script left."""
    (script,) = (one for one in ready_made() if one.part == "gonogo.sh")
    variables = {**hanging.variables("Good"), "GONOGO_TIMEOUT": "1"}
    assert pipeline.run(script.shell, script.text, variables).returncode == 3
    (ending,) = (block for block in blocks(PAGES / "shell.md") if "/cancel" in block.text)
    ended = pipeline.run(script.shell, ending.text, variables)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["verdict"] == "no-go"


@pytest.mark.parametrize(("suite", "verdict"), [("Good", "go"), ("Bad", "no-go")])
def test_the_action_tells_its_verdict(
    pipeline: Pipeline, server: Server, suite: str, verdict: str
) -> None:
    """As outputs, also when it fails the step."""
    (action,) = (snippet for snippet in ready_made() if snippet.page == "github-actions")
    pipeline.run(action.shell, action.text, server.variables(suite))
    outputs = (pipeline.folder / "outputs").read_text().splitlines()
    assert outputs == [f"verdict={verdict}", f"report={pipeline.folder}/gonogo.xml"]


@pytest.mark.parametrize(("language", "program"), [("python", sys.executable), ("js", "node")])
def test_programs_start_and_say_where(
    pipeline: Pipeline, server: Server, language: str, program: str
) -> None:
    """The page of the batch."""
    (block,) = (block for block in blocks(PAGES / "shell.md") if block.language == language)
    options = ("--input-type=module", "-e") if language == "js" else ("-c",)
    done = pipeline.run((program, *options, block.text), "", server.variables("Good"))
    assert done.stdout.startswith("https://gonogo.example/ui/batches/"), done.stderr
