"""What the catalog on DynamoDB saves, and what it does not risk for that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.aws.catalog import TRIGGER_SECONDS, DynamoCatalog
from gonogo.aws.definitions import test_key as key_of_test
from gonogo.aws.definitions import trigger_key
from gonogo.aws.table import Table
from gonogo.domain.ids import TriggerId
from gonogo.errors import Invalid, NotFound, Unavailable
from tests.builders import PROJECT, a_project
from tests.contract.test_catalog import a_stored
from tests.fakes import FakeClock
from tests.unit.aws.calls import Calls

TEST = a_stored()


@pytest.fixture
def catalog(catalog_table: Table, clock: FakeClock) -> DynamoCatalog:
    """A catalog with one test."""
    catalog = DynamoCatalog(catalog_table, clock)
    catalog.add_project(a_project())
    catalog.put_test(PROJECT, TEST)
    return catalog


def test_a_warm_trigger_is_one_read(catalog: DynamoCatalog, calls: Calls) -> None:
    """What it points at never changes, so a process remembers that for a minute."""
    for _ in range(2):
        trigger = catalog.trigger(TEST.head.trigger)
        assert trigger is not None
        catalog.launch(trigger)
    assert calls.made == ["GetItem", "BatchGetItem", "BatchGetItem"]


def test_a_remembered_trigger_of_a_deleted_test_starts_nothing(
    catalog: DynamoCatalog, catalog_table: Table
) -> None:
    """The target is read fresh."""
    trigger = catalog.trigger(TEST.head.trigger)
    assert trigger is not None
    catalog_table.delete(key_of_test(PROJECT, TEST.head.id))
    with pytest.raises(NotFound):
        catalog.launch(trigger)


def test_a_deleted_trigger_is_forgotten_within_a_minute(
    catalog: DynamoCatalog, catalog_table: Table, clock: FakeClock
) -> None:
    """And one that was unknown is looked up again at once."""
    assert catalog.trigger(TriggerId("new")) is None
    assert catalog.trigger(TEST.head.trigger)
    catalog_table.delete(trigger_key(TEST.head.trigger))
    clock.advance(TRIGGER_SECONDS)
    assert catalog.trigger(TEST.head.trigger) is None


def test_steps_of_another_version_are_not_mixed_in(
    catalog: DynamoCatalog, catalog_table: Table
) -> None:
    """Head and steps are read one after the other; they must be of one push."""
    key = key_of_test(PROJECT, TEST.head.id)
    catalog_table.update(key, "SET #version = :next", values={"next": 2})
    with pytest.raises(Unavailable):
        catalog.test(PROJECT, TEST.head.id)


def test_a_definition_that_fits_no_item_is_refused(catalog: DynamoCatalog) -> None:
    """With a sentence that says so, not with the database's error."""
    noise = "".join(map(chr, range(0x4E00, 0x9FFF)))
    steps = tuple({"note": noise[place:] + noise[:place]} for place in range(0, 20000, 97))
    with pytest.raises(Invalid, match="steps take"):
        catalog.put_test(PROJECT, replace(TEST, steps=steps))
