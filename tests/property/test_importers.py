"""Whatever stands in a file, an import ends with definitions or with a sentence."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gonogo.cli.importing.convert import convert
from gonogo.errors import GonogoError
from gonogo.importers._contract import Options, Source
from gonogo.services.define import read
from tests.golden.imported import cases

JSON_CASES = [case for case in cases() if (case / "input").read_text().lstrip().startswith("{")]
TEXT_CASES = [case for case in cases() if case not in JSON_CASES]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["http://a.test/", "{{x", "{{a b}}", "basic", "#/x", "\ud800", "y" * 300])
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner)
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every holder with a key or an index in it."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, inner in pairs:
        found.append((value, key))
        if isinstance(inner, dict | list):
            found += places(inner)
    return found


def convert_or_refuse(case: Path, text: str) -> None:
    """Definitions that can be read, or an error of ours."""
    try:
        yaml, notes = convert(case.parent.name, Source(text, "input"), Options())
    except GonogoError:
        return
    said = [note.what for note in notes.found if note.where == "the result"]
    assert not said
    assert read(yaml, "out").tests


@pytest.mark.parametrize("case", JSON_CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_value_may_stand_anywhere(case: Path, data: st.DataObject) -> None:
    """Some values of a good file are replaced by others."""
    document = copy.deepcopy(json.loads((case / "input").read_text()))
    for _ in range(data.draw(st.integers(1, 3))):
        holder, key = data.draw(st.sampled_from(places(document)))
        holder[key] = data.draw(VALUES)
    convert_or_refuse(case, json.dumps(document))


@pytest.mark.parametrize("case", TEXT_CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_text_may_stand_anywhere(case: Path, data: st.DataObject) -> None:
    """A piece of a good file is replaced by another text."""
    text = (case / "input").read_text()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    instead = data.draw(st.text(st.characters(codec="utf-8"), max_size=12))
    convert_or_refuse(case, text[:start] + instead + text[end:])
