"""Suites are found by the slug of their name, or by their number."""

from __future__ import annotations

import pytest

from gonogo.domain.ids import NUMBER_BITS, SuiteId, TriggerId, uuid_of
from gonogo.domain.project import Suite
from gonogo.domain.slug import goes_by, slug, suite_number

OLD = SuiteId("8b0c1b0e-0f3b-4c8e-9a77-0d6d2a1f0e55")
NEW = SuiteId(uuid_of("suite", 245_888_000_000_123))


def a_suite(name: str, id: SuiteId = NEW) -> Suite:
    """A suite of no tests."""
    return Suite(id=id, name=name, tests=(), trigger=TriggerId(""))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("smoke", "smoke"),
        ("Regression Tests", "regression-tests"),
        ("  BB_Web -- sanity (1)!", "bb-web-sanity-1"),
        ("Übersicht", "übersicht"),
        ("!?", ""),
    ],
)
def test_a_slug_has_lower_case_letters_digits_and_single_hyphens(name: str, expected: str) -> None:
    """And none at either end."""
    assert slug(name) == expected
    assert slug(slug(name)) == expected


@pytest.mark.parametrize("id", [OLD, NEW])
def test_every_suite_has_a_number_that_clients_of_json_keep(id: SuiteId) -> None:
    """The one in its id, or if there is none always the same."""
    number = suite_number(id)
    assert 0 < number < 1 << NUMBER_BITS
    assert goes_by(a_suite("smoke", id), str(number))
    assert not goes_by(a_suite("smoke", id), str(number + 1))


def test_a_slug_is_case_sensitive_and_nothing_is_no_slug() -> None:
    """As the vendor's are."""
    assert goes_by(a_suite("Regression Tests"), "regression-tests")
    assert not goes_by(a_suite("Regression Tests"), "Regression-Tests")
    assert not goes_by(a_suite("!?"), "")
