"""A Runscope test that is imported is read as it was sent, and a change touches what it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.runscope_client import Runscope, runscope_client

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="{}"),
    min_size=1,
    max_size=12,
).filter(lambda text: text == text.strip())
NAMES = st.text("abcXYZ019_-", min_size=1, max_size=8).filter(lambda name: name[0] not in "_-")
PATHS = st.lists(NAMES, min_size=1, max_size=3).map(".".join)
SCALARS = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | WORDS
UNKNOWN = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=2),
    max_leaves=5,
)
MORE = st.dictionaries(NAMES.map(lambda name: f"x_{name}"), UNKNOWN, max_size=2)
"""Fields that mean nothing here."""


def a_record(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of these fields."""
    return st.fixed_dictionaries({}, optional=fields)


def with_more(
    records: st.SearchStrategy[dict[str, Any]],
) -> st.SearchStrategy[dict[str, Any]]:
    """Records with fields that nobody here knows."""
    return st.tuples(records, MORE).map(lambda pair: {**pair[1], **pair[0]})


COMPARED = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["response_status", "response_time", "response_size"]),
        "comparison": st.sampled_from(["equal", "equal_number", "is_less_than", "not_equal"]),
        "value": st.integers(0, 999) | st.integers(0, 999).map(str),
    }
)
FOUND = st.fixed_dictionaries(
    {
        "source": st.just("response_json"),
        "property": PATHS,
        "comparison": st.sampled_from(["contains", "has_key", "equal", "empty", "is_null"]),
    }
).flatmap(
    lambda record: (
        st.just(record)
        if record["comparison"] in ("empty", "is_null")
        else WORDS.map(lambda value: {**record, "value": value})
    )
)
VARIABLE = st.fixed_dictionaries(
    {"name": NAMES, "source": st.just("response_json"), "property": PATHS}
)
SEVERAL = st.dictionaries(NAMES, st.lists(WORDS, min_size=1, max_size=2), max_size=2)
AUTH = st.just({}) | st.fixed_dictionaries(
    {"auth_type": st.just("basic"), "username": WORDS, "password": WORDS}
)
JUDGED = {
    "assertions": st.lists(COMPARED | FOUND, max_size=2),
    "variables": st.lists(VARIABLE, max_size=2),
    "scripts": st.lists(WORDS, max_size=2),
    "note": WORDS,
    "skipped": st.booleans(),
}
REQUEST = st.tuples(
    st.fixed_dictionaries(
        {
            "step_type": st.just("request"),
            "method": st.sampled_from(["GET", "post", "PUT", "DELETE"]),
            "url": st.sampled_from(["http://a.test/", "https://a.test/b c?d=1", "{{base}}/x"]),
        }
    ),
    a_record(
        **JUDGED,
        headers=SEVERAL,
        args=SEVERAL,
        auth=AUTH,
        before_scripts=st.lists(WORDS, max_size=1),
        fragment=NAMES,
        multipart_form=st.just([]),
        binary_body=st.just([]),
    ),
    st.one_of(
        st.just({}),
        WORDS.map(lambda body: {"body": body}),
        SEVERAL.map(lambda form: {"form": form}),
    ),
).map(lambda parts: parts[0] | parts[1] | parts[2])
PAUSE = st.fixed_dictionaries({"step_type": st.just("pause"), "duration": st.integers(1, 180)})
UNHEARD_OF = st.fixed_dictionaries(
    {"step_type": st.sampled_from(["ghost-inspector", "holo-deck"]), "note": WORDS}
)
INBOUND = st.tuples(st.just({"step_type": "inbound"}), a_record(**JUDGED)).map(
    lambda parts: parts[0] | parts[1]
)


def nesting(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Conditions and loops of steps, empty ones too."""
    return st.fixed_dictionaries(
        {
            "step_type": st.sampled_from(["condition", "conditional-loop"]),
            "left_value": WORDS | st.just(""),
            "comparison": st.sampled_from(["equal", "not_equal", "is_greater_than"]),
            "right_value": WORDS | st.just("") | st.integers(0, 9),
            "steps": st.lists(inner, max_size=2),
        }
    )


STEP = st.recursive(with_more(REQUEST | PAUSE | UNHEARD_OF | INBOUND), nesting, max_leaves=4)
ENVIRONMENT = with_more(
    st.tuples(
        st.fixed_dictionaries({"name": WORDS}),
        a_record(
            initial_variables=st.dictionaries(NAMES, WORDS, max_size=2),
            headers=SEVERAL,
            auth=AUTH,
            regions=st.lists(st.sampled_from(["us1", "eu1"]), unique=True, min_size=1),
            preserve_cookies=st.booleans(),
            stop_on_failure=st.booleans(),
            retry_on_failure=st.booleans(),
            verify_ssl=st.booleans(),
            webhooks=st.lists(st.just("https://hooks.test/x"), max_size=1),
            script=WORDS,
            integrations=st.lists(st.fixed_dictionaries({"id": NAMES}), max_size=1),
        ),
    ).map(lambda parts: parts[0] | parts[1])
)
TEST = with_more(
    st.tuples(
        st.fixed_dictionaries({"name": WORDS, "steps": st.lists(STEP, max_size=4)}),
        a_record(
            description=WORDS,
            environments=st.lists(
                ENVIRONMENT, min_size=1, max_size=2, unique_by=lambda e: e["name"]
            ),
        ),
    ).map(lambda parts: parts[0] | parts[1])
)

CHANGE = st.fixed_dictionaries(
    {}, optional={"name": WORDS, "description": WORDS, "steps": st.lists(STEP, max_size=3)}
)


@pytest.fixture(scope="module")
def api() -> Iterator[Runscope]:
    """One bucket for all examples; each makes a test of its own."""
    with runscope_client() as client:
        yield client


def unlike(sent: Any, shown: Any, place: str = "") -> Iterator[str]:
    """Where what is shown is not what was sent; the server may say more."""
    if isinstance(sent, dict):
        if not isinstance(shown, dict):
            yield f"{place}: {sent!r} became {shown!r}"
            return
        for key, value in sent.items():
            yield from unlike(value, shown.get(key, "nothing at all"), f"{place}.{key}")
    elif isinstance(sent, list) and isinstance(shown, list) and len(sent) == len(shown):
        for number, (mine, theirs) in enumerate(zip(sent, shown, strict=True)):
            yield from unlike(mine, theirs, f"{place}[{number}]")
    elif (type(sent), sent) != (type(shown), shown):
        yield f"{place}: {sent!r} became {shown!r}"


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(sent=TEST)
def test_what_is_imported_is_read_as_it_was_sent(api: Runscope, sent: dict[str, Any]) -> None:
    """Every field with its JSON type, whether it means anything here or not."""
    made = api.post(api.tests, sent)
    assert list(unlike(sent, made)) == []
    path = f"{api.tests}/{made['id']}"
    assert api.get(path) == made
    assert api.get(f"{path}/steps") == made["steps"]
    assert api.put(path, made) == made
    api.delete(path)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(sent=TEST, change=CHANGE)
def test_a_change_is_made_and_nothing_else(
    api: Runscope, sent: dict[str, Any], change: dict[str, Any]
) -> None:
    """PUT is partial: what it does not name stays to the last field."""
    made = api.post(api.tests, sent)
    path = f"{api.tests}/{made['id']}"
    changed = api.put(path, change)
    assert list(unlike(change, changed)) == []
    said = {*change, *(("step_count",) if "steps" in change else ())}
    assert {k: v for k, v in changed.items() if k not in said} == {
        k: v for k, v in made.items() if k not in said
    }
    assert api.get(path) == changed
    api.delete(path)
