"""What `gonogo trigger` starts: a trigger URL, a project, or a suite or test of a project."""

from __future__ import annotations

from dataclasses import dataclass

from gonogo.domain.project import TargetKind
from gonogo.errors import Invalid

ACCEPTED = "a trigger URL, PROJECT, PROJECT/suite:NAME or PROJECT/test:NAME"


@dataclass(frozen=True, slots=True)
class TriggerUrl:
    """An unguessable URL: the secret is in it, so no key is needed to start."""

    url: str


@dataclass(frozen=True, slots=True)
class Named:
    """A project, suite or test by name or id; needs a key of role `trigger`."""

    project: str
    kind: TargetKind
    name: str | None = None


def parse_target(text: str) -> TriggerUrl | Named:
    """Read a target as it is written on the command line.

    >>> parse_target("shop/suite:smoke tests")
    Named(project='shop', kind='suite', name='smoke tests')
    """
    if text.startswith(("http://", "https://")):
        return TriggerUrl(text)
    for mark, kind in _MARKS:
        project, found, name = text.partition(mark)
        if found:
            if not project or not name:
                break
            return Named(project, kind, name)
    if not text.strip() or "/" in text:
        raise Invalid(f"The target {text[:200]!r} is none.", field="TARGET", accepted=ACCEPTED)
    return Named(text, "project")


_MARKS: tuple[tuple[str, TargetKind], ...] = (("/suite:", "suite"), ("/test:", "test"))
