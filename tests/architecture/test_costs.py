"""What the page of costs and `gonogo status --cost` say is what the code uses."""

from __future__ import annotations

import pytest

from costs.fitting import FUNCTIONS, _named
from costs.measuring import used
from costs.page import PAGE, page
from gonogo.cli import costing
from gonogo.cli.costing import Load, dollars, measured, of_load
from tests.transformed import resources


def test_the_page_of_costs_is_current() -> None:
    """`python -m costs --page` writes it."""
    assert PAGE.read_text() == page()


ROUGH = {"reads": 3.5, "read.reads": 3.5, "api.calls": 2.0, "stored": 200.0}
"""What is rounded up, by 4 KB or by the hundred, or not loaded yet: so much may it differ."""


def test_a_batch_uses_what_was_measured() -> None:
    """Units, calls and bytes, with another batch than those measured; else `python -m costs`."""
    runs, requests = 5, 3
    now, then = _named(used(runs, requests, warm=False)), measured()
    counted = ["writes", "reads", "read.reads", "stored", *(f"{name}.calls" for name in FUNCTIONS)]
    for name in counted:
        of = {part: then[part].get(name, 0) for part in ("batch", "run", "request")}
        expected = of["batch"] + runs * of["run"] + runs * requests * of["request"]
        assert now[name] == pytest.approx(expected, abs=ROUGH.get(name, 0.5)), name
    for name in ("reads", "janitor.calls", "minute.calls"):
        assert now[f"idle.{name}"] == then["idle"][name], name


def test_memory_runs_and_alarms_are_those_of_the_template() -> None:
    """The formula multiplies by them."""
    functions = resources("AWS::Lambda::Function")
    for name in ("api", "executor", "reporter", "gates", "janitor"):
        given = functions[f"{name.title()}Function"]["Properties"]["MemorySize"]
        assert costing.MEMORY[name] == given
    assert len(resources("AWS::CloudWatch::Alarm")) == costing.ALARMS
    (runs,) = [
        each["Properties"]
        for name, each in resources("AWS::Lambda::EventSourceMapping").items()
        if name.startswith("ExecutorFunction")
    ]
    assert runs["BatchSize"] == costing.SIDE_BY_SIDE


def test_a_slow_target_costs_and_company_saves() -> None:
    """An executor that waits for ten servers costs as much as one that waits for one."""

    def cost(**fields: float) -> float:
        load = {"batches": 100.0, "runs": 1000.0, "requests": 5000.0, **fields}
        return sum(dollars(of_load(Load(**load))).values())

    assert cost(target_seconds=2.0) > cost()
    alone = dollars(of_load(Load(1000, 1000, 5000)))["gb_seconds"]
    assert alone > 3 * dollars(of_load(Load(100, 1000, 5000)))["gb_seconds"]
