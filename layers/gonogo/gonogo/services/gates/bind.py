"""Bindings of gates: made, changed, listed, tried; and the questions that were answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gonogo.domain.commands import Start
from gonogo.domain.commands.gates import (
    Bind,
    BindingList,
    BindingView,
    GateList,
    GateTried,
    ListBindings,
    ListGates,
    TryGate,
    Unbind,
    Unbound,
)
from gonogo.domain.gate import MAX_BINDINGS, Binding, BindingId, best, has_wildcard, is_pattern
from gonogo.domain.ids import new_uuid
from gonogo.domain.key import Key, Role
from gonogo.domain.project import Launch, Project, Trigger
from gonogo.errors import Conflict, GonogoError, Invalid, NotFound
from gonogo.gates import gates
from gonogo.ports import Catalog, Clock, Keys
from gonogo.services.aim import aim
from gonogo.services.authorise import authorise, project_for
from gonogo.services.plan import environment_for
from gonogo.stores import Bindings, Gates

MAX_NOTE = 500


@dataclass(frozen=True, slots=True)
class Binder:
    """What it needs."""

    bindings: Bindings
    gates: Gates
    catalog: Catalog
    keys: Keys
    clock: Clock


def about_gates(command: object, to: Binder) -> object:
    """Answer a command about gates."""
    return _CASES[type(command)](command, to)


def bind(command: Bind, to: Binder) -> BindingView:
    """A new binding, or one in the place of another; `Invalid` names what cannot be.

    Of two that match the same only the older one would count: made once more, it is the one that is
    there, and one that says otherwise is a `Conflict`.
    """
    key, project = _opened(command.key, command.project, "admin", to)
    _check(command)
    target = _target(command, key, project, to)
    if command.environment is not None:
        _check_environment(to.catalog.launch(target), command.environment)
    wanted = Binding(
        id=BindingId(new_uuid()),
        project=project.id,
        kind=command.kind,
        match=command.match,
        target_kind=command.target_kind,
        target=target.target if command.target_kind != "project" else "",
        environment=command.environment,
        variables=command.variables,
        policy=command.policy,
        note=command.note,
        created_at=to.clock.now(),
    )
    if command.binding is not None:
        before = _found(project, command.binding, to)
        wanted = replace(
            wanted, id=before.id, created_at=before.created_at, version=before.version + 1
        )
    rival = _rival(wanted, to)
    if rival is not None and command.binding is None and _same(rival, wanted):
        return BindingView(project=project, binding=rival, changed=False)
    if rival is not None:
        raise Conflict(f"The binding {rival.id} decides about these already: replace or delete it.")
    if command.binding is None and len(to.bindings.all()) >= MAX_BINDINGS:
        raise Conflict(f"There are {MAX_BINDINGS} bindings, and no more can be looked through.")
    to.bindings.put(wanted)
    return BindingView(project=project, binding=wanted)


def _rival(wanted: Binding, to: Binder) -> Binding | None:
    """Another of its project that matches just what it matches."""
    for each in to.bindings.of_project(wanted.project):
        if each.id != wanted.id and (each.kind, each.match) == (wanted.kind, wanted.match):
            return each
    return None


def _same(one: Binding, other: Binding) -> bool:
    """Whether both say the same, whenever it was said."""
    return replace(one, id=other.id, created_at=other.created_at, version=other.version) == other


def unbind(command: Unbind, to: Binder) -> Unbound:
    """It decides nothing more."""
    _, project = _opened(command.key, command.project, "admin", to)
    binding = _found(project, command.binding, to)
    to.bindings.delete(project.id, binding.id)
    return Unbound(id=binding.id, project=project.id)


def list_bindings(command: ListBindings, to: Binder) -> BindingList:
    """A project's bindings, oldest first."""
    _, project = _opened(command.key, command.project, "read", to)
    return BindingList(project=project, bindings=to.bindings.of_project(project.id))


def list_gates(command: ListGates, to: Binder) -> GateList:
    """The newest questions that the project answered."""
    _, project = _opened(command.key, command.project, "read", to)
    return GateList(project=project, gates=to.gates.of_project(project.id, command.limit))


def try_gate(command: TryGate, to: Binder) -> GateTried:
    """What would be run for a deployment."""
    authorise(to.keys, command.key, "admin", to.clock.now())
    _check_kind(command.kind, command.subject)
    binding = best(to.bindings.all(), command.kind, command.subject)
    if binding is None:
        return GateTried(binding=None, project=None, reason="No binding fits.")
    project = to.catalog.project(binding.project)
    if project is None:
        return GateTried(binding=binding, project=None, reason="Its project is gone.")
    try:
        launch = to.catalog.launch(_trigger_of(binding, project))
        _check_environment(launch, binding.environment)
    except GonogoError as error:
        return GateTried(binding=binding, project=project, reason=error.message)
    count = len(launch.tests)
    reason = "" if count else "It has no test to run."
    return GateTried(binding=binding, project=project, tests=count, reason=reason)


def _opened(secret: str | None, named: str, role: Role, to: Binder) -> tuple[Key, Project]:
    key = authorise(to.keys, secret, role, to.clock.now())
    return key, project_for(to.catalog, key, named)


def _check(command: Bind) -> None:
    _check_kind(command.kind, command.match)
    for name, pattern in command.match.items():
        if not is_pattern(pattern):
            raise Invalid(
                f"The pattern {pattern[:100]!r} cannot be a name of AWS.",
                field=f"match.{name}",
                accepted="1 to 200 letters, digits, . _ + = , @ - : / and the wildcards * and ?",
            )
        fixed = gates[command.kind].closed.get(name, (pattern,))
        if pattern not in fixed and not has_wildcard(pattern):
            raise Invalid(
                f"A gate of kind {command.kind} is asked at no {name} {pattern!r}.",
                field=f"match.{name}",
                accepted=f"{', '.join(fixed)}, or a pattern with * or ?",
            )
    if len(command.note) > MAX_NOTE:
        raise Invalid("The note is too long.", field="note", accepted=f"{MAX_NOTE} characters")


def _check_kind(kind: str, match: Mapping[str, str]) -> None:
    if kind not in gates.names:
        raise Invalid(
            f"There is no gate of kind {kind[:64]!r}.",
            field="kind",
            accepted=", ".join(gates.names),
        )
    for name in match:
        if name not in gates[kind].subject:
            raise Invalid(
                f"A gate of kind {kind} has no {name[:64]!r}.",
                field=f"match.{name[:64]}",
                accepted=", ".join(gates[kind].subject),
            )


def _target(command: Bind, key: Key, project: Project, to: Binder) -> Trigger:
    """What it would start now; a binding of something that is not there is a mistake."""
    wanted = Start(key=None, project=project.id, kind=command.target_kind, target=command.target)
    _, trigger = aim(to.catalog, key, wanted)
    return trigger


def _check_environment(launch: Launch, wanted: str | None) -> None:
    for startable in launch.tests:
        environment_for(launch, startable, wanted, shared_only=False)


def _trigger_of(binding: Binding, project: Project) -> Trigger:
    target = binding.target or project.id
    return Trigger(id=project.trigger, kind=binding.target_kind, project=project.id, target=target)


def _found(project: Project, id: str, to: Binder) -> Binding:
    found = to.bindings.find(project.id, BindingId(id.lower()))
    if found is None:
        raise NotFound("There is no such binding.")
    return found


_CASES: Mapping[type, Callable[[Any, Binder], object]] = {
    Bind: bind,
    Unbind: unbind,
    ListBindings: list_bindings,
    ListGates: list_gates,
    TryGate: try_gate,
}
