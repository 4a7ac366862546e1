"""What every memory of how things stood must do."""

from __future__ import annotations

from gonogo.ports import Standings
from tests.builders import NUMBER, PROJECT


def turns(standings: Standings, *notes: tuple[int, bool]) -> list[bool]:
    """What each note is told."""
    return [standings.turn(PROJECT, "batch suite smoke", NUMBER + n, good) for n, good in notes]


def test_only_a_change_is_a_change(standings: Standings) -> None:
    """What was never noted counts as good."""
    notes = ((1, True), (2, False), (3, False), (4, True), (5, True))
    assert turns(standings, *notes) == [False, True, False, True, False]


def test_the_first_no_go_is_a_change(standings: Standings) -> None:
    """Nobody waits for a second one."""
    assert turns(standings, (1, False)) == [True]


def test_asking_again_answers_the_same(standings: Standings) -> None:
    """Whoever repeats an effect must note the same deliveries, also after later batches."""
    first = turns(standings, (1, False), (2, True))
    assert turns(standings, (1, False), (2, True), (1, False)) == [*first, first[0]]


def test_what_comes_late_changes_nothing(standings: Standings) -> None:
    """An older batch that ends after a newer one says nothing of the present."""
    assert turns(standings, (5, True), (3, False), (6, True)) == [False, False, False]


def test_things_stand_apart(standings: Standings) -> None:
    """By what they are about."""
    assert standings.turn(PROJECT, "a", NUMBER, False)
    assert not standings.turn(PROJECT, "b", NUMBER, True)
