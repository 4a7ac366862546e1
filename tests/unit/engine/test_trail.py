"""What a run leaves with the services it calls: trace and depth."""

from __future__ import annotations

import re
from uuid import uuid4

from gonogo.engine.trail import Trail

FORM = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-01")


def test_trace_is_the_runs_id_and_every_request_a_span() -> None:
    """W3C Trace Context: version 00, ids that are not all zero, sampled."""
    run = str(uuid4())
    trail = Trail(run, 1)
    found = [FORM.fullmatch(dict(trail.lines(()))["traceparent"]) for _ in range(100)]
    assert {each and each[1] for each in found} == {run.replace("-", "")}
    spans = {each[2] for each in found if each}
    assert len(spans) == 100
    assert "0" * 16 not in spans


def test_own_traceparent_stays() -> None:
    """Whatever its case; the depth is told all the same."""
    own = (("TraceParent", "00-mine"),)
    assert Trail(str(uuid4()), 2).lines(own) == (("X-Gonogo-Depth", "2"),)
