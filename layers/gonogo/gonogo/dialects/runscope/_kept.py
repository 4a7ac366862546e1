"""What clients stored with a thing and gonogo has no use for: kept under the dialect's name."""

from __future__ import annotations

from collections.abc import Mapping

from gonogo.dialects.runscope._reading import Plain

_OURS = "runscope"


def kept_of(kept: Mapping[str, object]) -> Plain:
    """This dialect's part."""
    mine = kept.get(_OURS)
    return dict(mine) if isinstance(mine, Mapping) else {}


def keep(kept: Mapping[str, object], mine: Plain) -> Plain:
    """All that is kept, with this dialect's part in place of the former."""
    others = {name: value for name, value in kept.items() if name != _OURS}
    return {**others, _OURS: mine} if mine else others
