"""Shared step lists: put where they are used, and every mistake told where it stands."""

from __future__ import annotations

from typing import Any

import pytest

from gonogo.domain.ids import TestId, uuid_of
from gonogo.domain.test import NO_ID, Step, nested
from gonogo.errors import InvalidDefinition
from gonogo.services.define import from_plain, read, steps_from_plain, steps_to_plain, to_plain
from gonogo.services.define.merge import identified
from tests.unit.define.test_agreement import GOOD

LOGIN = """\
lists:
  - name: login
    params: [user]
    defaults: {role: reader}
    steps:
      - {id: one, url: "http://a.test/{{user}}"}
"""


def steps(uses: str, lists: str = LOGIN) -> tuple[Step, ...]:
    """The steps of the only test, which has these."""
    return read(f"{lists}tests:\n  - name: T\n    steps:\n{uses}", "a.yaml").tests[0].steps


def complaint(uses: str, lists: str = LOGIN) -> str:
    with pytest.raises(InvalidDefinition) as refused:
        steps(uses, lists)
    return refused.value.message


def test_use_becomes_a_group_with_the_steps_of_the_list() -> None:
    (group,) = steps("      - {use: login, params: {user: ann}}\n")
    fields: Any = group
    assert (group.type, fields.use) == ("group", "login")
    assert fields.params == {"role": "reader", "user": "ann"}
    assert [step.type for step in nested(group)] == ["request"]


def test_list_can_be_used_twice_though_its_steps_have_ids() -> None:
    groups = steps("      - {use: login, params: {user: a}}\n" * 2)
    assert [step.id for group in groups for step in nested(group)] == [NO_ID, NO_ID]


def test_lists_use_lists_and_stand_in_nested_steps() -> None:
    lists = (
        LOGIN + "  - name: twice\n    steps:\n" + "      - {use: login, params: {user: a}}\n" * 2
    )
    uses = "      - {type: foreach, values: [1], steps: [{use: twice}]}\n"
    (foreach,) = steps(uses, lists)
    assert len(nested(nested(nested(foreach)[0])[0])) == 1


@pytest.mark.parametrize(
    ("uses", "message"),
    [
        ("      - use: log\n", 'a.yaml:10: tests[0].steps[0].use: "log" is not accepted; accepted: '
         'login (did you mean "login"?)'),
        ("      - use: login\n", "a.yaml:10: tests[0].steps[0].params.user: is missing; the list "),
        ("      - use: login\n        params: {user: a, usr: b}\n",
         'a.yaml:11: tests[0].steps[0].params.usr: "usr" is not accepted; accepted: role, user'),
        ("      - {type: group}\n", "a.yaml:10: tests[0].steps[0].steps: is missing; a group has "),
        ("      - {type: loop, left_value: a, right_value: b, times: 101, steps: [{url: http://a}]}",
         "a.yaml:10: tests[0].steps[0].times: must be 1 to 100"),
        ("      - {type: condition, left_value: a, steps: [{url: http://a}]}",
         'a.yaml:10: tests[0].steps[0].right_value: is missing; "equal" compares with it'),
        ("      - {type: condition, left_value: a, right_value: b, steps: []}",
         "a.yaml:10: tests[0].steps[0].steps: must have at least one"),
        ("      - {type: condition, left_value: a, right_value: b, steps: [{ur: x}]}",
         'a.yaml:10: tests[0].steps[0].steps[0].ur: "ur" is not accepted; '),
        ("      - {type: subtest, test: nope}", 'a.yaml:10: tests[0].steps[0].test: "nope" is '),
        ("      - {url: http://a, retry: {times: 1}}",
         "a.yaml:10: tests[0].steps[0].retry: times must be 2 to 100"),
        ("      - {url: http://a, retry: {time: 1}}",
         'a.yaml:10: tests[0].steps[0].retry.time: "time" is not accepted; '),
        ("      - {url: http://a, retry: 3}",
         "a.yaml:10: tests[0].steps[0].retry: must be a mapping"),
    ],
)  # fmt: skip
def test_mistake_is_told_with_its_line_and_field(uses: str, message: str) -> None:
    assert message in complaint(uses)


def test_values_of_rows_stay_as_they_were_written() -> None:
    """As a variable, 1.10 is not 1.1."""
    row = "{type: foreach, values: [1.10, {a: 0.50}, 7], steps: [{url: http://a}]}"
    for given in (row, row.replace("{type", "{step_type")):  # the quick way and the models
        (foreach,) = steps(f"      - {given}\n")
        fields: Any = foreach
        assert fields.values == ["1.10", {"a": "0.50"}, 7]


def test_list_that_uses_itself_is_refused_where_it_does() -> None:
    lists = "lists:\n  - {name: a, steps: [{use: b}]}\n  - {name: b, steps: [{use: a}]}\n"
    told = complaint("      - use: a\n", lists)
    assert "a.yaml:2: lists[0].steps: a list cannot use itself" in told
    assert "a.yaml:3: lists[1].steps: a list cannot use itself" in told


def test_steps_of_lists_count_and_lists_of_lists_cost_nothing() -> None:
    """Forty levels of two uses each would be a million million steps."""
    levels = "".join(
        f"  - {{name: l{n}, steps: [{{use: l{n + 1}}}, {{use: l{n + 1}}}]}}\n" for n in range(40)
    )
    lists = f"lists:\n{levels}  - {{name: l40, steps: [{{url: http://a}}]}}\n"
    assert "steps, nested ones counted; at most 100 are accepted" in complaint(
        "      - use: l0\n", lists
    )


@pytest.mark.parametrize(("levels", "good"), [(20, True), (21, False)])
def test_steps_are_at_most_twenty_levels_deep(levels: int, good: bool) -> None:
    used = "".join(f"  - {{name: l{n}, steps: [{{use: l{n + 1}}}]}}\n" for n in range(2, levels))
    lists = f"lists:\n{used}  - {{name: l{levels}, steps: [{{url: http://a}}]}}\n"
    if good:
        assert steps("      - use: l2\n", lists)
    else:
        assert "has steps 21 levels deep; at most 20" in complaint("      - use: l2\n", lists)


def test_stored_steps_read_back_the_same_with_an_id_each() -> None:
    """Nested ones too; an id is the same at every push."""
    test = TestId(uuid_of("test", 7))
    given = identified(from_plain(GOOD, "a").tests[0].steps, test)
    assert steps_from_plain(steps_to_plain(given)) == given
    ids = [step.id for step in flat(given)]
    assert all(ids)
    assert len(set(ids)) == len(ids) == 8
    assert given == identified(
        from_plain(to_plain(from_plain(GOOD, "a")), "a").tests[0].steps, test
    )


def flat(steps: tuple[Step, ...]) -> list[Step]:
    return [found for step in steps for found in (step, *flat(nested(step)))]
