"""Every operation of every dialect, asked by everybody who may not: the same refusal for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from gonogo.dialects import dialects
from gonogo.dialects._contract import Request
from gonogo.domain.commands import CreateKey, RevokeKey
from gonogo.domain.commands.defining import DeleteProject, ProjectView, PutProject
from gonogo.domain.ids import ProjectId, TriggerId
from gonogo.domain.key import Role, new_secret
from gonogo.domain.project import Project
from gonogo.errors import Unauthorized
from gonogo.services.keys import issue
from tests.attacked_api import AttackedApi
from tests.tenancy.walk import Attacker, Step, Walk, nobodys, steps, walk_of

STRANGERS = ("no key", "malformed", "bad checksum", "unknown", "revoked", "expired")
"""Who is nobody at all."""
FOREIGNERS = ("other project", "deleted project")
"""Whose key is good, and for something else."""
_OPEN = ("trigger", "address")
"""Parameters that are secrets themselves: such an operation needs no key."""


class Identities:
    """Keys of everybody who may not."""

    def __init__(self, api: AttackedApi) -> None:
        self._stack, self._victim = api.stack, api.victim
        self._admin = self._issued("admin").secret
        self.secrets = {
            "no key": "",
            "malformed": "gonogo_x",
            "bad checksum": _other_end(api.victim.key),
            "unknown": new_secret(),
            "revoked": self._revoked(),
            "expired": self._expired(),
            "other project": api.victim.attacker,
            "deleted project": self._of_deleted(),
        }

    def _issued(self, role: Role, **more: Any) -> Any:
        return issue(self._stack.parts.keys, self._stack.clock, name="x", role=role, **more)

    def _revoked(self) -> str:
        made = self._issued("write", projects=(ProjectId(self._victim.project),))
        self._stack.ask(RevokeKey(key=self._admin, id=made.key.id))
        return str(made.secret)

    def _expired(self) -> str:
        until = self._stack.clock.now() + 1
        command = CreateKey(
            key=self._admin,
            name="x",
            role="write",
            projects=(self._victim.project,),
            expires_at=until,
        )
        created: Any = self._stack.ask(command)
        self._stack.clock.sleep(2)
        return str(created.secret)

    def _of_deleted(self) -> str:
        gone = Project(id=ProjectId(""), name="gone", trigger=TriggerId(""))
        view = cast(ProjectView, self._stack.ask(PutProject(key=self._admin, project=gone)))
        made = self._issued("write", projects=(view.project.id,))
        self._stack.ask(DeleteProject(key=self._admin, project=view.project.id))
        return str(made.secret)


def deviations(api: AttackedApi) -> Iterator[tuple[str, str]]:
    """Operation and identity, and what was wrong with the answer; empty if all is well."""
    identities = Identities(api)
    for name in dialects.names:
        walk = walk_of(name)
        for step in _operations(walk, api):
            looked = _Looked(api, walk, step, _refusal(name))
            for who in STRANGERS:
                yield f"{step} by {who}", looked.as_stranger(identities.secrets[who])
            for who in FOREIGNERS:
                yield f"{step} by {who}", looked.as_foreigner(identities.secrets[who])


def _operations(walk: Walk, api: AttackedApi) -> Iterator[Step]:
    """Every operation once that needs a key, with names of the victim's things."""
    seen = set[tuple[str, str]]()
    for step in steps(walk, api.victim):
        key = (step.method, step.path)
        if key not in seen and not any(f"<{name}>" in step.path for name in _OPEN):
            seen.add(key)
            yield step


@dataclass(frozen=True, slots=True)
class _Looked:
    """One operation as it looks to somebody."""

    api: AttackedApi
    walk: Walk
    step: Step
    refusal: int

    def as_stranger(self, secret: str) -> str:
        """Refused, and in the words that nobody at all is refused with."""
        reply, nobody = self._asked(secret), self._asked("")
        if reply != nobody:
            return f"told apart: {reply[0]} {reply[1][:100]}"
        # What is refused for its form, or is not there at all, is so for the owner as well.
        good = reply[0] == self.refusal or (
            reply[0] >= 300 and reply == self._asked(self.api.victim.key)
        )
        return "" if good else f"answered {reply[0]}"

    def as_foreigner(self, secret: str) -> str:
        """Refused as if it were not there."""
        if not self.step.judged or not self.step.filled:
            return ""
        reply = self._asked(secret)
        unknown = self._asked(secret, nobodys(self.walk, self.step, self.api.victim))
        if reply != unknown:
            return f"told from what is not there: {reply[1][:100]}"
        expected = self.walk.otherwise.get(self.step.path)
        return "" if reply[0] in (403, 404, 400, expected) else f"answered {reply[0]}"

    def _asked(self, secret: str, filled: Mapping[str, str] | None = None) -> tuple[int, str]:
        attacker = Attacker(self.walk, replace(self.api.victim, attacker=secret), self.api)
        return attacker.call(self.step, filled or dict(self.step.filled))


def _refusal(name: str) -> int:
    request = Request(method="GET", path="/")
    return dialects[name].encode_error(Unauthorized("x"), request).status


def _other_end(secret: str) -> str:
    return secret[:-1] + ("0" if secret[-1] != "0" else "1")
