"""The gates that recorded events find."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from gonogo.domain.commands import gates as asked
from gonogo.domain.gate import Binding, BindingId, Gate, GateId
from gonogo.errors import Invalid, NotFound
from gonogo.gates import gates
from tests.builders import NOW, a_batch, a_project

Authorised = Callable[[str | None, str], None]
SMOKE = Binding(
    id=BindingId("2f1d0c3b-5a69-4788-9a0b-1c2d3e4f5a6b"),
    project=a_project().id,
    kind="codedeploy_hook",
    match={"application": "shop-*", "event": "BeforeAllowTraffic"},
    target_kind="suite",
    target="06fd1217-2800-8045-a5d2-39f9fb839154",
    variables={"team": "payments"},
    note="before traffic",
    created_at=NOW,
)
TOLD = Gate(
    id=GateId("0123456789abcdef0123456789abcdef"),
    kind="codedeploy_hook",
    reference={"deployment": "d-ABCDEFGHI", "execution": "opaque"},
    subject={"application": "shop-api", "group": "blue", "event": "BeforeAllowTraffic"},
    project=a_project().id,
    binding=SMOKE.id,
    batch=a_batch().id,
    answer="no-go",
    reason="Login: 2 · GET https://shop.example.com/ expected 200, got 500",
    outcome="told",
    told_at=NOW + 40,
    created_at=NOW,
    deadline_at=NOW + 3600,
)


class GateWorld:
    """Answers commands about gates."""

    def __init__(self, authorised: Authorised) -> None:
        self._authorised = authorised

    def cases(self) -> Mapping[type, Callable[[Any], object]]:
        """By command."""
        return {
            asked.Bind: self._bind,
            asked.Unbind: self._unbind,
            asked.ListBindings: self._list,
            asked.ListGates: self._gates,
            asked.TryGate: self._try,
        }

    def _check(self, key: str | None, role: str, project: str) -> None:
        self._authorised(key, role)
        if project not in ("orders", a_project().id):
            raise NotFound(f"There is no project {project!r}.")

    def _bind(self, command: asked.Bind) -> asked.BindingView:
        self._check(command.key, "admin", command.project)
        if command.kind not in gates.names:
            raise Invalid(
                f"There is no gate of kind {command.kind!r}.",
                field="kind",
                accepted=", ".join(gates.names),
            )
        target = SMOKE.target if command.target else ""
        made = replace(
            SMOKE,
            kind=command.kind,
            match=command.match,
            target_kind=command.target_kind,
            target=target,
            variables=command.variables,
            note=command.note,
        )
        return asked.BindingView(project=a_project(), binding=made)

    def _unbind(self, command: asked.Unbind) -> asked.Unbound:
        self._check(command.key, "admin", command.project)
        if command.binding != SMOKE.id:
            raise NotFound("There is no such binding.")
        return asked.Unbound(id=SMOKE.id, project=a_project().id)

    def _list(self, command: asked.ListBindings) -> asked.BindingList:
        self._check(command.key, "read", command.project)
        return asked.BindingList(project=a_project(), bindings=(SMOKE,))

    def _gates(self, command: asked.ListGates) -> asked.GateList:
        self._check(command.key, "read", command.project)
        return asked.GateList(project=a_project(), gates=(TOLD,))

    def _try(self, command: asked.TryGate) -> asked.GateTried:
        self._authorised(command.key, "admin")
        if not SMOKE.fits(command.kind, command.subject):
            return asked.GateTried(binding=None, project=None, reason="No binding fits.")
        return asked.GateTried(binding=SMOKE, project=a_project(), tests=3)
