"""What a batch's page says in its first sentence and of its build."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gonogo.domain.batch import Tally
from gonogo.domain.terms import Policy, Terms
from gonogo.web.batch_page import batch_page
from tests.golden.world import GO

LAX = Terms(policy=Policy(allow_empty=True, min_pass_ratio=0.5))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"total": 0, "tally": Tally()}, "Nothing was run, so nothing can be called good."),
        (
            {"total": 0, "tally": Tally(), "terms": LAX},
            "There was nothing to run, which its start allowed.",
        ),
        ({"total": 2, "tally": Tally(passed=2)}, "All 2 runs passed."),
        (
            {"total": 3, "tally": Tally(passed=2, failed=1), "terms": LAX},
            "2 of 3 runs passed, which is enough by the policy of its start.",
        ),
        ({"total": 3, "tally": Tally(passed=2, failed=1)}, "Of 3 runs, 1 failed."),
    ],
)
def test_the_sentence_is_true_under_any_policy(fields: dict[str, Any], sentence: str) -> None:
    """A go is not said to have passed in all."""
    view = replace(GO, batch=replace(GO.batch, **fields))
    assert batch_page(view, "https://g.example")["sentence"] == sentence


def test_the_build_is_told() -> None:
    """By the names that its start gave."""
    facts = {"commit": "f00d", "build_url": "https://ci.example/7"}
    view = replace(GO, batch=replace(GO.batch, terms=Terms(facts=facts)))
    told = dict(batch_page(view, "https://g.example")["facts"])
    assert (told["Commit"], told["Build url"]) == ("f00d", "https://ci.example/7")
