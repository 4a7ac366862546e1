"""The vendor's steps in our words and back."""

from __future__ import annotations

from typing import Any

import pytest

from gonogo.dialects.reflect._steps import MOST_STEPS, read_steps, write_step
from gonogo.domain.ids import uuid_of
from gonogo.errors import Invalid

URL = "https://shop.example/"


def read(**step: object) -> dict[str, Any]:
    """One step."""
    (found,) = read_steps([step])
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain $5 {x}", "plain $5 {x}"),
        ("${var(user)}", "{{user}}"),
        ("a${ var( user ) }b", "a{{user}}b"),
        ("${var('user')}${sec(token)}", "{{user}}{{get_secret(token)}}"),
        ("${alphanum(8)}", "{{random_string(8)}}"),
        ("${num(1)}-${num(3)}", "{{random_int(0, 9)}}-{{random_int(100, 999)}}"),
        ("${range(-2, 7)}", "{{random_int(-2, 7)}}"),
    ],
)
def test_references_become_ours(text: str, expected: str) -> None:
    """In every text of a request."""
    step = read(type="api", url=URL, requestBody=text)
    assert step["body"] == expected


@pytest.mark.parametrize(
    "text", ["${date(MM/dd/yyyy, 1)}", "${time(0)}", "${alpha(3)}", "${num(99)}", "${range(1)}"]
)
def test_a_reference_that_has_no_word_keeps_the_step_as_it_is(text: str) -> None:
    """A run is errored and says which it is; sending the text as it stands would test nothing."""
    raw = {"type": "api", "url": URL + text, "name": "dated"}
    step = read(**raw)
    assert (step["type"], step["kind"], step["content"]) == ("unsupported", "api", raw)
    assert (step["code"], text in step["reason"]) == ("unsupported", True)
    assert write_step(step) == raw


def test_a_request_has_method_headers_and_redirects() -> None:
    """Several headers of one name stay several."""
    headers = [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}, {"name": "B", "value": ""}]
    step = read(
        type="api", url=URL, requestHeaders=headers, followRedirects=False, httpMethod="put"
    )
    assert step["method"] == "PUT"
    assert step["headers"] == {"A": ["1", "2"], "B": ""}
    assert step["follow_redirects"] is False
    assert write_step(step)["requestHeaders"] == headers


def test_what_only_we_can_say_of_a_request_is_read_back() -> None:
    """A test that is shown may be created again; nothing there takes the place of the rest."""
    wanted = [{"source": "response_status", "value": 201}]
    step = read(type="api", url=URL, gonogo={"assertions": wanted, "timeout": 5, "url": "x"})
    assert (step["assertions"], step["timeout"], step["url"]) == (wanted, 5, URL)


def test_assignments_become_a_script() -> None:
    """One that takes another's value reads it."""
    step = read(
        type="update-parameters",
        parameters=[{"name": "a", "value": 'x"y'}, {"name": "b", "value": "1${var(a)}2"}],
    )
    assert step["scripts"] == [
        'variables.set("a", "x\\"y");\nvariables.set("b", "1" + variables.get("a") + "2");'
    ]


@pytest.mark.parametrize("seconds", [0.5, 181])
def test_a_wait_that_is_no_pause_here_is_kept(seconds: float) -> None:
    """Nothing is made of it that it is not."""
    raw = {"type": "wait", "seconds": seconds}
    assert write_step(read(**raw)) == raw
    assert write_step(read(type="wait", seconds=2)) == {"type": "wait", "seconds": 2}


def test_a_segment_is_the_test_of_its_number() -> None:
    """Both ways."""
    step = read(type="segment", id=77)
    assert step["test"] == uuid_of("test", 77)
    assert write_step(step) == {"type": "segment", "id": 77}


@pytest.mark.parametrize("kind", ["click", "prompt", "javascript", "browser-navigate", "new"])
def test_steps_for_a_browser_are_kept_whole(kind: str) -> None:
    """With everything that they say."""
    raw = {"type": kind, "selector": "#x", "url": URL, "deep": {"a": [1, None]}}
    step = read(**raw)
    assert (step["type"], step["kind"], step["code"]) == ("unsupported", kind, "unsupported")
    assert write_step(step) == raw


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"a": 1}, "steps"),
        (["x"], "steps[0]"),
        ([{}], "steps[0].type"),
        ([{"type": "api", "url": URL, "requestHeaders": [{}]}], "steps[0].requestHeaders[0].name"),
        ([{"type": "api", "url": URL, "httpMethod": {}}], "steps[0].httpMethod"),
        ([{"type": "wait", "seconds": True}], "steps[0].seconds"),
        ([{"type": "segment", "id": True}], "steps[0].id"),
        ([{"type": "segment", "id": 1 << 53}], "steps[0].id"),
        ([{"type": "click"}] * (MOST_STEPS + 1), "steps"),
    ],
)
def test_what_is_no_step_is_refused_by_its_place(raw: object, field: str) -> None:
    """Before anything is stored."""
    with pytest.raises(Invalid) as refused:
        read_steps(raw)
    assert refused.value.field == field


def test_steps_that_only_we_have_are_shown_as_they_are() -> None:
    """Without the id of ours."""
    step = {"type": "group", "id": "s-1", "steps": [{"type": "pause", "duration": 1}]}
    assert write_step(step) == {"type": "group", "steps": [{"type": "pause", "duration": 1}]}
