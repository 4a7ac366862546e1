"""A script reaches what it is given, and nothing of the process or the machine around it."""

from __future__ import annotations

import pytest

from tests.scripts import script

NAMES = [
    *("process", "module", "exports", "std", "os", "bjson", "Deno", "Bun", "Buffer"),
    *("fetch", "XMLHttpRequest", "WebSocket", "Worker", "importScripts", "setTimeout", "print"),
    *("load", "loadFile", "scriptArgs", "WebAssembly", "__enter", "modules", "finish", "input"),
    *("navigator", "window", "global", "child_process"),
]
TRIES = [
    "import('std')",
    "import('os')",
    "import('/etc/passwd')",
    "import('data:text/javascript,1')",
    "(0, eval)('require')('fs')",
    "new Function('return process')().env",
    "log.constructor('return process')().env",
    "[].constructor.constructor('return require')()('fs')",
    "(async () => {}).constructor('return process.env')().then(log)",
    "get_secret('a')",
    "pm.sendRequest('http://169.254.169.254/')",
    "new XMLHttpRequest()",
    "performance.getEntries()",
    "pm.test.constructor('return finish')()",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_other_hosts_is_not_there(name: str) -> None:
    assert script(f"log(typeof {name})").output == "undefined\n"
    assert script(f"log(typeof globalThis['{name}'])").output == "undefined\n"


@pytest.mark.parametrize("source", TRIES)
def test_what_would_lead_out_fails(source: str) -> None:
    assert not script(source).passed


def test_no_fact_but_those_it_was_given() -> None:
    """Neither paths nor code of the host stand in what an error tells."""
    outcome = script("try { null.x } catch (e) { log(e.stack) } log(Error().stack)")
    assert "/" not in outcome.output.replace("</", "")
    assert "gonogo/" not in outcome.output
