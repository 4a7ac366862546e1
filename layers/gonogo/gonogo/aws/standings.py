"""How things stood last, beside the runs: one small item for each thing that may change."""

from __future__ import annotations

import hashlib

from gonogo.aws.items import alive
from gonogo.aws.table import UNLESS_THERE, ConditionFailed, Key, Table
from gonogo.aws.values import Item
from gonogo.domain.ids import ProjectId
from gonogo.errors import Unavailable
from gonogo.ports import Clock

KEPT_SECONDS = 400 * 86_400
"""A thing that was not run for so long is new again."""
_TRAIL = 20
"""Answers given before, by number: whoever repeats an effect gets the same."""
_TRIES = 8


class DynamoStandings:
    """The `Standings` port."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def turn(self, project: ProjectId, about: str, number: int, good: bool) -> bool:
        """Note how it stands after batch or run `number`; whether it stood otherwise before."""
        key = Key(f"STANDING#{project}", hashlib.sha256(about.encode()).hexdigest()[:32])
        for _ in range(_TRIES):
            now = self._clock.now()
            stored = self._table.get(key)
            item = alive(stored, now) or {}
            trail = [list(entry) for entry in item.get("trail", ())]
            for known, said in trail:
                if known == number:
                    return said is True
            if item.get("number", 0) > number:
                return False
            changed = good is not item.get("good", True)
            noted: Item = {
                **key._asdict(),
                "number": number,
                "good": good,
                "trail": [*trail, [number, changed]][-_TRAIL:],
                "ttl": int(now) + KEPT_SECONDS,
            }
            if self._noted(noted, stored):
                return changed
        raise Unavailable("Others kept noting how the same thing stands.")

    def _noted(self, item: Item, stored: Item | None) -> bool:
        """Whether nobody else noted something meanwhile; a lost answer is found by looking."""
        try:
            if stored is None:
                self._table.put(item, condition=UNLESS_THERE)
            else:
                values = {"number": stored["number"]}
                self._table.put(item, condition="#number = :number", values=values)
        except ConditionFailed:
            return False
        return True
