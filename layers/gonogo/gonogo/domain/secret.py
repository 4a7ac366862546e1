"""Secret variables of a project: their names, their limits, and what may be told of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gonogo.errors import Invalid

SHORTEST, LONGEST = 8, 4096
"""Characters of a value. A shorter one would be found, and masked, in half of all texts."""
MOST_SECRETS = 100
"""Secrets of one project."""
NAME_LENGTH = 100
_NAME = re.compile(r"[\w.$@-]+(?: [\w.$@-]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretHead:
    """A secret as everybody may see it: never its value."""

    name: str
    created_at: float
    changed_at: float


def check_name(name: str) -> str:
    """The name, if a secret may have it.

    >>> check_name("api.key-1")
    'api.key-1'
    """
    if len(name) > NAME_LENGTH or not _NAME.fullmatch(name):
        raise Invalid(
            "A secret cannot have this name.",
            field="name",
            accepted=f"as a variable's: 1 to {NAME_LENGTH} letters, digits, . _ $ @ -",
        )
    return name


def check_value(value: str, field: str = "value") -> str:
    """The value, if it can be kept; a refusal never repeats it."""
    if not SHORTEST <= len(value) <= LONGEST or "\0" in value or not _whole(value):
        raise Invalid(
            f"A secret of {len(value)} characters cannot be taken.",
            field=field,
            accepted=f"{SHORTEST} to {LONGEST} characters of text; a shorter one cannot be masked",
        )
    return value


def _whole(value: str) -> bool:
    """Whether it has no half of a character, which no request could carry."""
    return not any("\ud800" <= character <= "\udfff" for character in value)
