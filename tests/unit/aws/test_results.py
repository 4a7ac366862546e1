"""Results that are large: in parts, and without their bodies when they are too large."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from gonogo.aws import result_document, results
from gonogo.aws.documents import unpack
from gonogo.aws.items import result_key
from gonogo.aws.table import Table
from gonogo.domain.result import Received, RunResult, StepResult, walk
from tests.builders import NOW, NUMBER
from tests.unit.aws.typical import a_result


def with_bodies(*sizes: int) -> RunResult:
    """A result whose bodies no compression makes smaller by much."""
    random = Random(3)  # noqa: S311  reproducible, no secret
    result = a_result(len(sizes))
    steps = []
    for step, size in zip(result.steps, sizes, strict=True):
        body = "".join(chr(random.randrange(0x20, 0x7F)) for _ in range(size))
        assert step.response is not None
        response = replace(step.response, body=body, size=size, wire_size=size)
        steps.append(replace(step, response=response))
    return replace(result, steps=tuple(steps))


def responses(result: RunResult) -> list[Received]:
    """Every response."""
    steps: list[StepResult] = list(walk(result.steps))
    return [step.response for step in steps if step.response]


def loaded(table: Table, attempt: int) -> RunResult | None:
    """What is stored of an attempt."""
    return results.load(table, [(NUMBER, attempt)], NOW).get((NUMBER, attempt))


def test_a_large_result_is_kept_in_parts(runs_table: Table) -> None:
    """An item holds 400 KB."""
    large = with_bodies(300_000, 300_000)
    results.save(runs_table, NUMBER, 1, large)
    assert runs_table.get(result_key(NUMBER, 1, 1))
    assert loaded(runs_table, 1) == large


def test_a_result_with_a_part_missing_is_none(runs_table: Table) -> None:
    """Half of it would be a lie."""
    results.save(runs_table, NUMBER, 1, with_bodies(300_000, 300_000))
    runs_table.delete(result_key(NUMBER, 1, 1))
    assert loaded(runs_table, 1) is None


def test_a_result_saved_again_replaces_all_of_it(runs_table: Table) -> None:
    """Parts of the first that are left over are not read."""
    results.save(runs_table, NUMBER, 1, with_bodies(300_000, 300_000))
    results.save(runs_table, NUMBER, 1, a_result(1))
    assert loaded(runs_table, 1) == a_result(1)


def test_attempts_do_not_touch_each_other(runs_table: Table) -> None:
    """The second is stored beside the first."""
    results.save(runs_table, NUMBER, 1, a_result(1))
    results.save(runs_table, NUMBER, 2, a_result(2))
    assert loaded(runs_table, 1) == a_result(1)
    assert loaded(runs_table, 3) is None


def test_bodies_give_way_to_their_hashes_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything else stays: the verdict, the assertions, the sizes."""
    monkeypatch.setattr(results, "MOST_BYTES", 5_000)
    huge = with_bodies(9_000, 9_000)
    kept = result_document.decode(unpack(results.fitting(huge)))
    assert [each.assertions for each in kept.steps] == [each.assertions for each in huge.steps]
    for response in responses(kept):
        assert response.body is None and response.truncated
        assert response.body_sha256 and len(response.body_sha256) == 64
        assert response.size == 9_000
