"""What a run leaves to those after it in its batch: variables and cookies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gonogo.domain.http import Cookie

MOST_BYTES = 64 * 1024
"""Of what one run leaves, compressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Real values, secrets among them: for runs, and for nobody to read."""

    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Those that its steps and scripts set, not what it began with."""
    cookies: tuple[Cookie, ...] | None = None
    """What its jar holds at the end; None if it kept none."""
    hidden: tuple[str, ...] = field(default=(), repr=False)
    """Secrets that stand in them: whoever takes them over masks these too."""

    @property
    def any(self) -> bool:
        """Whether there is anything to hand on."""
        return bool(self.variables or self.cookies is not None)

    def then(self, later: Left) -> Left:
        """This with what a later run left: its variables over these, its jar in place of this."""
        return Left(
            variables={**self.variables, **later.variables},
            cookies=self.cookies if later.cookies is None else later.cookies,
            hidden=tuple(dict.fromkeys(self.hidden + later.hidden)),
        )
