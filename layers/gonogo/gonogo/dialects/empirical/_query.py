"""Pages of a list, and the filters of the list of test runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TypeVar

from gonogo.dialects._contract import Request
from gonogo.dialects.empirical._naming import number_for
from gonogo.dialects.empirical._sent import sent_with
from gonogo.dialects.empirical._states import RESULTS, STATES
from gonogo.domain.batch import Batch
from gonogo.errors import Invalid

PER_PAGE, MOST_PER_PAGE = 20, 100
_LARGEST = 1_000_000
DAY = 86_400.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is wanted, in either of two forms."""

    size: int
    offset: int
    legacy: bool = False
    """Whether it was asked for by `limit` and `offset`."""

    def of(self, everything: Sequence[T]) -> Sequence[T]:
        """That part; past the end it is empty."""
        return everything[self.offset : self.offset + self.size]

    def document(self, total: int) -> dict[str, int]:
        """What a client is told about it."""
        if self.legacy:
            return {"total": total, "limit": self.size, "offset": self.offset}
        return {
            "page": self.offset // self.size + 1,
            "per_page": self.size,
            "total": total,
            "total_pages": ceil(total / self.size),
        }


def page_of(request: Request) -> Page:
    """`page` and `per_page`, or the older `limit` and `offset`; too much is made less."""
    given = {name: value for name, value in request.query if value}
    if "page" not in given and "per_page" not in given and {"limit", "offset"} & set(given):
        size = _whole(given, "limit", PER_PAGE, least=1)
        return Page(min(size, MOST_PER_PAGE), _whole(given, "offset", 0, least=0), legacy=True)
    size = min(_whole(given, "per_page", PER_PAGE, least=1), MOST_PER_PAGE)
    return Page(size, (_whole(given, "page", 1, least=1) - 1) * size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which test runs are wanted."""

    id: str = ""
    branch: str = ""
    state: str = ""
    result: str = ""
    environments: frozenset[int] = frozenset()
    days: int | None = None

    @property
    def seconds(self) -> float | None:
        """How far back they go."""
        return None if self.days is None else self.days * DAY

    def take(self, batch: Batch) -> bool:
        """Whether what is known without its runs fits."""
        sent = sent_with(batch)
        if self.branch and self.branch not in (sent.branch, sent.build.get("branch")):
            return False
        if self.environments:
            id = (sent.environment or {}).get("id")
            return isinstance(id, str) and number_for(id) in self.environments
        return True


def filters_of(request: Request) -> Filters:
    """The filters; an empty one is none."""
    given = {name: value for name, value in request.query if value}
    environments = [part for part in given.get("environment_ids", "").split(",") if part.strip()]
    if not all(part.strip().isascii() and part.strip().isdecimal() for part in environments):
        raise Invalid(
            "They cannot be taken.", field="environment_ids", accepted="integers with commas"
        )
    days = _whole(given, "interval_in_days", 0, least=1) if "interval_in_days" in given else None
    return Filters(
        id=given.get("id", ""),
        branch=given.get("branch", ""),
        state=_word(given, "state", STATES),
        result=_word(given, "result", RESULTS),
        environments=frozenset(int(part[:20]) for part in environments),
        days=days,
    )


def _word(given: dict[str, str], name: str, words: Sequence[str]) -> str:
    word = given.get(name, "")
    if word and word not in words:
        raise Invalid("There is no such word.", field=name, accepted=", ".join(words))
    return word


def _whole(given: dict[str, str], name: str, default: int, *, least: int) -> int:
    """A whole number; a larger one than there can be of anything is the largest."""
    text = given.get(name, str(default)).strip()
    if text.isascii() and text.isdecimal() and int(text[:20]) >= least:
        return min(int(text[:20]), _LARGEST)
    raise Invalid("It cannot be taken.", field=name, accepted=f"a whole number from {least}")
