"""J2: a script cannot make its failure look like something else."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from unittest.mock import patch

from gonogo.engine.scripts._contract import Script
from gonogo.engine.scripts.javascript.guest import Guest
from trust._figure import Figure
from trust._tests import shown_by

_IN_ITS_OWN_WORDS = """
(() => {
  let error = null;
  try { (0, eval)(%s) } catch (e) { error = 'failed' }
  const said = { passed: !error, error, output: '', changes: {}, kinds: {}, wanted: [] };
  return JSON.stringify(Object.assign(said, { request: null, revealed: false }));
})()
"""


def _own_words() -> AbstractContextManager[object]:
    """The result is put together with what the script may have replaced."""

    def run(guest: Guest, script: Script) -> str:
        return guest.read(guest.evaluate(_IN_ITS_OWN_WORDS % json.dumps(script.source)))

    return patch("gonogo.engine.scripts.javascript.machine._run", run)


_TESTS = "tests/unit/engine/scripts/test_forgery.py"
FIGURE = Figure(
    id="J2",
    claim="tries of a script to turn its failure into a pass, or to reach into the next script",
    bar="0 of 34; at least 12 of each",
    measure=shown_by(
        f"{_TESTS}::test_a_failure_stays_one",
        f"{_TESTS}::test_nothing_passes_to_the_next_script",
        at_least=24,
    ),
    planted={"results in the script's own words": _own_words},
)
