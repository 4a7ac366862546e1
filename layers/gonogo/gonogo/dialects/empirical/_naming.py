"""Numbers and slugs of things that have neither here: projects, environments, webhooks."""

from __future__ import annotations

import hashlib

from gonogo.domain.environment import Environment
from gonogo.domain.project import Project
from gonogo.domain.slug import slug

_BITS = 48
"""A client in JavaScript keeps it exactly; within one project no two will meet."""


def number_for(id: str) -> int:
    """The integer that clients know a thing by: always the same for one id.

    >>> number_for("abcdefghijkl")
    235857815315673
    """
    digest = hashlib.sha256(id.encode()).digest()
    return int.from_bytes(digest[: _BITS // 8], "big") or 1


def slug_of(thing: Project | Environment) -> str:
    """A slug of the name; the id if the name has neither letter nor digit."""
    return slug(thing.name) or thing.id


def goes_by(thing: Project | Environment, wanted: str) -> bool:
    """Whether a thing is meant: by slug, name or id, or a name that another case was given to."""
    names = {slug_of(thing), thing.name, thing.id}
    return wanted in names or slug(wanted) == slug_of(thing)
