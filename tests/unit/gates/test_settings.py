"""What a pipeline or a service says itself: a mistake is named, never passed over."""

from __future__ import annotations

from typing import Any

import pytest

from gonogo.domain.gate import Aim
from gonogo.errors import Invalid
from gonogo.gates._settings import aim_of

SHOP = {"project": "shop"}


@pytest.mark.parametrize("settings", [{}, {"project": ""}, {"suite": None}, {"ticket": "OPS-1"}])
def test_where_nothing_is_named_a_binding_decides(settings: dict[str, Any]) -> None:
    """Whatever else stands there."""
    assert aim_of(settings, "customData") is None


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"suite": "smoke"}, "project"),
        ({"project": 5}, "project"),
        ({**SHOP, "suite": "smoke", "test": "T"}, "test"),
        ({**SHOP, "enviroment": "qa"}, "enviroment"),
        ({**SHOP, "variables": [1]}, "variables"),
        ({**SHOP, "variables": {"a": []}}, "variables"),
        ({**SHOP, "variables": "{"}, "customData.variables"),
    ],
)
def test_a_mistake_is_named(settings: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        aim_of(settings, "customData")
    assert caught.value.field == field
    assert caught.value.accepted


def test_a_text_that_cannot_be_stored_is_refused() -> None:
    """As everywhere: half of a surrogate pair."""
    with pytest.raises(Invalid, match="surrogate"):
        aim_of({"project": "\ud800"}, "customData")


def test_variables_are_texts_in_either_form() -> None:
    """As an object, or as JSON in a field that knows texts only."""
    wanted = Aim(project="shop", kind="test", target="T", variables={"a": "1", "b": "x"})
    for variables in ({"a": 1, "b": "x"}, '{"a": 1, "b": "x"}'):
        assert aim_of({**SHOP, "test": "T", "variables": variables}, "customData") == wanted
