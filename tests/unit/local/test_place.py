"""What the local stack remembers, and what its children may see."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from gonogo.errors import NotFound
from gonogo.local.place import Place, credentials, environment


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A place in a folder of its own."""
    return Place(tmp_path, tmp_path / ".gonogo")


def test_what_is_remembered_is_recalled(place: Place) -> None:
    """And only the owner may read it: it holds an admin key."""
    place.remember("local", {"admin_key": "k"})
    assert place.recall("local") == {"admin_key": "k"}
    assert stat.S_IMODE(place.summary.stat().st_mode) == 0o600


@pytest.mark.parametrize("half", ["", '{"admin_key": "k', "[1]", "null"])
def test_half_a_fact_is_none(place: Place, half: str) -> None:
    """A command that was cut off must not stop the next one."""
    place.remember("local", {})
    place.summary.write_text(half)
    assert place.recall("local") == {}


def test_forgetting_twice_is_no_error(place: Place) -> None:
    """Down after down."""
    place.forget("local")
    place.forget("local")


def test_a_missing_tool_names_the_verb_that_makes_it(place: Place) -> None:
    """`gonogo up` in a clone where `make up` was never called."""
    with pytest.raises(NotFound, match="make up"):
        place.tool("sam", "sam")


def test_no_place_without_a_clone(tmp_path: Path) -> None:
    """The wheel alone has no template."""
    with pytest.raises(NotFound, match=r"template\.yaml"):
        Place.of_clone(tmp_path)


def test_children_see_nothing_of_the_callers_aws(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither credentials nor a profile, and a home of their own."""
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "real")
    seen = environment(place, **credentials("http://127.0.0.1:1"))
    assert "AWS_PROFILE" not in seen
    assert seen["AWS_SECRET_ACCESS_KEY"] == "test"
    assert Path(seen["HOME"]).is_relative_to(place.home)
