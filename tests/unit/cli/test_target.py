"""What `gonogo trigger` can be pointed at."""

from __future__ import annotations

import pytest

from gonogo.cli.target import Named, TriggerUrl, parse_target
from gonogo.errors import Invalid


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("shop", Named("shop", "project")),
        ("shop/suite:smoke", Named("shop", "suite", "smoke")),
        ("my shop/test:Log in/out", Named("my shop", "test", "Log in/out")),
        ("https://a.test/v1/triggers/x", TriggerUrl("https://a.test/v1/triggers/x")),
    ],
)
def test_target_is_read(text: str, meant: object) -> None:
    assert parse_target(text) == meant


@pytest.mark.parametrize("text", ["", "shop/", "shop/smoke", "shop/suite:", "/test:x"])
def test_anything_else_is_refused_with_what_is_accepted(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_target(text)
    assert caught.value.accepted == (
        "a trigger URL, PROJECT, PROJECT/suite:NAME or PROJECT/test:NAME"
    )
