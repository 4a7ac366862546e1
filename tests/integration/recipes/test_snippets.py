"""The scripts of the recipes run as their system runs them, against the real handlers."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from tests.integration.recipes.conftest import Pipeline, Server
from tests.recipes import CLI, SCRIPT, Snippet, snippets

_UNKNOWN = "00000000-0000-4000-8000-000000000000"


def _different() -> list[Snippet]:
    """Each script once for each shell; what is the same text ends the same way."""
    found = {(snippet.shell, snippet.text): snippet for snippet in snippets()}
    found["the script", ""] = Snippet("shell", "the script", SCRIPT.read_text(encoding="utf-8"))
    return list(found.values())


def _one_of_each_shell() -> list[Snippet]:
    """One for each shell, and one command line: the pages have the same lines (`test_pages`)."""
    shells = {CLI if one.part == CLI else str(one.shell): one for one in _different()}
    return list(shells.values())


def _name(snippet: Snippet) -> str:
    return f"{snippet.page}-{'cli' if snippet.part == CLI else 'curl'}"


each = pytest.mark.parametrize("snippet", _different(), ids=_name)
some = pytest.mark.parametrize("snippet", _one_of_each_shell(), ids=_name)


@pytest.fixture
def hanging(server: Server) -> Iterator[Server]:
    """Nothing executes a run."""
    server.stack.executes = False
    yield server
    server.stack.executes = True
    server.stack.moto.messages()


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
    if "gonogo.xml" in snippet.text.replace("rm -f gonogo.json gonogo.xml", ""):
        (report,) = pipeline.reports()
        assert ElementTree.parse(report).getroot().get("failures") == str(code)  # noqa: S314


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
    assert "900" in snippet.text
    hurried = snippet.text.replace("900", "1")
    variables = hanging.variables("Good")
    done = pipeline.run(snippet.shell, hurried, variables)
    assert done.returncode == 3, done.stdout + done.stderr
