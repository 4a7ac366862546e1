"""What every store of groups must do, in memory or beside the runs."""

from __future__ import annotations

import pytest

from gonogo.aws.groups import DynamoGroups
from gonogo.aws.table import Table
from gonogo.domain.ids import ProjectId
from gonogo.stores import Groups
from tests.builders import NOW, PROJECT
from tests.fake_groups import FakeGroups

OTHER = ProjectId("other0000000")


@pytest.fixture
def groups(request: pytest.FixtureRequest, host: str) -> Groups:
    """The `Groups` port."""
    if host == "fake":
        return FakeGroups()
    tables: dict[str, Table] = request.getfixturevalue("tables")
    return DynamoGroups(tables["runs"])


def join(
    groups: Groups, number: int, *, supersedes: bool = False, project: ProjectId = PROJECT
) -> tuple[set[int], int]:
    """Join the one group of these tests."""
    known, newest = groups.join(project, "shop#7", number, supersedes=supersedes, now=NOW)
    return set(known), newest


def test_a_group_knows_its_batches_and_the_newest_that_supersedes(groups: Groups) -> None:
    """In whichever order they come, and however often."""
    assert join(groups, 5) == ({5}, 0)
    assert join(groups, 9, supersedes=True) == ({5, 9}, 9)
    assert join(groups, 7, supersedes=True) == ({5, 7, 9}, 9)
    assert join(groups, 7, supersedes=True) == ({5, 7, 9}, 9)
    assert join(groups, 11) == ({5, 7, 9, 11}, 9)


def test_a_group_is_of_its_project_and_name(groups: Groups) -> None:
    """Another's is another group."""
    join(groups, 5, supersedes=True)
    assert join(groups, 3, project=OTHER) == ({3}, 0)
    assert groups.join(PROJECT, "shop#8", 4, supersedes=False, now=NOW) == (frozenset({4}), 0)


def test_what_leaves_is_forgotten(groups: Groups) -> None:
    """The newest that superseded is still known."""
    for number in (5, 7, 9):
        join(groups, number, supersedes=True)
    groups.leave(PROJECT, "shop#7", frozenset({5, 7}))
    groups.leave(PROJECT, "shop#7", frozenset({5, 7}))
    groups.leave(PROJECT, "shop#7", frozenset())
    groups.leave(PROJECT, "unknown", frozenset({1}))
    assert join(groups, 8) == ({8, 9}, 9)


def test_a_group_that_all_left_begins_anew(groups: Groups) -> None:
    """There is nothing left to supersede."""
    join(groups, 5, supersedes=True)
    groups.leave(PROJECT, "shop#7", frozenset({5}))
    assert join(groups, 4) == ({4}, 0)
