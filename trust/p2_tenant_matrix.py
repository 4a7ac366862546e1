"""P2: whoever may not is refused everywhere, and in the words for what was never there."""

from __future__ import annotations

from contextlib import AbstractContextManager
from unittest.mock import patch

from gonogo.domain.ids import ProjectId
from gonogo.domain.key import Key
from gonogo.domain.project import Project
from gonogo.errors import Forbidden
from gonogo.ports import Catalog
from gonogo.services.authorise import project_for
from tests.attacked_api import attacked_api
from tests.tenancy.identities import deviations
from trust._figure import Figure, Measured
from trust._tests import shown_by

_QUICK = 1
"""Without the walk, which is a test of its own."""
_WALKED = shown_by("tests/integration/test_tenancy.py", at_least=7)


def _measure(walks: int) -> Measured:
    with attacked_api() as api:
        looked = list(deviations(api))
    wrong = [f"{what}: {problem}" for what, problem in looked if problem]
    shown = "".join(f"; {each}" for each in wrong[:5])
    figure = f"{len(wrong)} of {len(looked):,} (operations x identities){shown}"
    holds = bool(looked) and not wrong
    if walks == _QUICK:
        return Measured(figure=figure, holds=holds)
    walked = _WALKED(walks)
    return Measured(figure=f"{figure}; walk {walked.figure}", holds=holds and walked.holds)


def _no_end() -> AbstractContextManager[object]:
    return patch.object(Key, "ended", lambda *_: False)


def _no_bounds() -> AbstractContextManager[object]:
    return patch.object(Key, "opens", lambda *_: True)


def _telling() -> AbstractContextManager[object]:
    """What is there and another's is refused in other words."""

    def telling(catalog: Catalog, key: Key, name: str) -> Project:
        found = catalog.project(ProjectId(name))
        if found is not None and not key.opens(found.id):
            raise Forbidden("This project is not yours.")
        return project_for(catalog, key, name)

    return patch("gonogo.services.definitions.lookup.project_for", telling)


FIGURE = Figure(
    id="P2",
    claim="operations of all dialects that show, change or tell apart another tenant's things, "
    "or do anything for no key, a malformed, mistyped, unknown, revoked or expired one, or for "
    "one of another or a deleted project",
    bar="0; an answer about another's thing is that about an unknown one, byte by byte",
    measure=_measure,
    many=_QUICK + 1,
    few=_QUICK,
    planted={
        "expired keys open": _no_end,
        "a key opens every project": _no_bounds,
        "a refusal tells that it is there": _telling,
    },
)
