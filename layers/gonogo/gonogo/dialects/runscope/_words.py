"""Runscope's words: what a definition and a result call the same thing, and where regions are."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gonogo.domain.batch import BatchSource
from gonogo.domain.result import Outcome, RunOutcome, StepResult
from gonogo.domain.run import RunStatus

# `working` is the only pending word that every client knows, and `fail` what an errored run must
# be: several pollers wait for ever on anything but pass and fail (contract, section 10).
_RESULTS: Mapping[RunStatus | RunOutcome, str] = {
    "queued": "working",
    "running": "working",
    "passed": "pass",
    "failed": "fail",
    "errored": "fail",
    "canceled": "canceled",
}
_STEP_RESULTS: Mapping[Outcome, str] = {
    "passed": "pass",
    "failed": "fail",
    "errored": "fail",
    "skipped": "skipped",
}

_SOURCES: Mapping[BatchSource, str] = {"api": "manual", "schedule": "scheduled"}

_STEP_TYPES: Mapping[str, str] = {"loop": "conditional-loop"}
"""Step types that results name otherwise; those that only gonogo has keep their name."""

REGIONS: Mapping[str, str] = {
    "us1": "US East - Northern Virginia",
    "us2": "US West - Northern California",
    "us3": "US Central - Illinois",
    "us4": "US South - Texas",
    "us5": "US West - Oregon",
    "us6": "US East - Ohio",
    "ca1": "Canada - Montreal",
    "br1": "South America - Sao Paulo",
    "eu1": "Europe - Ireland",
    "eu2": "Europe - Frankfurt",
    "eu3": "Europe - London",
    "gcpeu3": "Europe - London",
    "in1": "Asia Pacific - Mumbai",
    "sg1": "Asia Pacific - Singapore",
    "hk1": "Asia Pacific - Hong Kong",
    "jp1": "Asia Pacific - Tokyo",
    "au1": "Asia Pacific - Sydney",
    "gc1": "US Central - Iowa",
    "gcpus8": "US West - Nevada",
}
"""Region codes seen in the field; receivers split the name at ` - `."""

_AGENT = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def run_result(status: RunStatus) -> str:
    """The word for a run's state."""
    return _RESULTS[status]


def run_source(source: BatchSource) -> str:
    """The word for what started a run: one of the three that a strict client knows.

    >>> run_source("schedule"), run_source("gate")
    ('scheduled', 'trigger_url')
    """
    return _SOURCES.get(source, "trigger_url")


def step_result(status: Outcome) -> str:
    """The word for a step's outcome."""
    return _STEP_RESULTS[status]


def step_type(step: StepResult) -> str:
    """The word for what kind of step it is."""
    return _STEP_TYPES.get(step.type, step.type)


def pass_or_fail(passed: bool) -> str:
    """The word for an assertion, a variable or a script."""
    return "pass" if passed else "fail"


def region_of(location: str) -> str | None:
    """The location as a region's code; None for an agent."""
    return None if not location or _AGENT.fullmatch(location) else location


def agent_of(location: str) -> str | None:
    """The location as an agent's id; None for a region."""
    return location if _AGENT.fullmatch(location) else None


def region_name(location: str) -> str:
    """`<area> - <place>`; an agent's run has neither."""
    code = region_of(location)
    if code is None:
        return "None - None"
    return REGIONS.get(code, f"Region - {code}")
