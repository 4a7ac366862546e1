"""Which binding decides about a deployment."""

from __future__ import annotations

from typing import Any

import pytest

from gonogo.domain.gate import Binding, BindingId, best
from gonogo.domain.ids import ProjectId

SUBJECT = {"application": "shop-api", "group": "blue"}


def a_binding(id: str, match: dict[str, str], **fields: Any) -> Binding:
    """One for the hook."""
    of = {"project": ProjectId("p"), "kind": "codedeploy_hook", "match": match, **fields}
    return Binding(id=BindingId(id), **of)


@pytest.mark.parametrize(
    "matches",
    [
        ({}, {"application": "*"}, {"application": "shop-*"}, {"application": "shop-api"}),
        ({"application": "shop-api"}, {"application": "shop-api", "group": "b*"}),
        ({"application": "shop-api"}, {"application": "s*", "group": "b*"}),
    ],
)
def test_the_most_exact_one_that_fits_counts(matches: tuple[dict[str, str], ...]) -> None:
    """More fields first, then more letters; wherever it stands."""
    made = tuple(a_binding(str(number), match) for number, match in enumerate(matches))
    for bindings in (made, made[::-1]):
        found = best(bindings, "codedeploy_hook", SUBJECT)
        assert found is made[-1]


def test_of_equals_the_oldest_counts() -> None:
    """A new binding takes no deployments from one that is as exact."""
    old, new = a_binding("old", {}, created_at=1.0), a_binding("new", {}, created_at=2.0)
    assert best((new, old), "codedeploy_hook", SUBJECT) is old


def test_others_do_not_count() -> None:
    """Of another kind, or of somebody else's deployments."""
    bindings = (a_binding("a", {"group": "green"}), a_binding("b", {}, kind="ecs_hook"))
    assert best(bindings, "codedeploy_hook", SUBJECT) is None
