"""Start what a gate needs to know: without a key, and once however often it is asked for."""

from __future__ import annotations

from gonogo.domain.commands import Start, Started, VariableSet
from gonogo.domain.gate import Aim, Gate
from gonogo.domain.ids import KeyId
from gonogo.domain.key import Key
from gonogo.domain.project import Trigger
from gonogo.domain.terms import Idempotency, Terms
from gonogo.services.accept import Acceptance, Manner, order_in
from gonogo.services.aim import aim as aim_at
from gonogo.services.begin import Order, Ticket, begin
from gonogo.services.once import once
from gonogo.services.plan import Wish

FACT = "gate"
"""A batch's facts name the gate that it was started for."""
OURSELVES = Key(id=KeyId("gates"), name="gates", hash="", hint="", role="admin")
"""Who may call the function that takes questions is decided by the account's own permissions."""


def start_for(aim: Aim, gate: Gate, to: Acceptance) -> Started:
    """The batch of a gate; `NotFound` or `Invalid` if there is nothing to start.

    `Conflict` while another is at it.
    """
    wanted = Start(key=None, project=aim.project, kind=aim.kind, target=aim.target)
    project, target = aim_at(to.catalog, OURSELVES, wanted)

    def first(ticket: Ticket | None) -> Started:
        return begin(_order(aim, gate, target, to), to.beginning, ticket)

    asked = Idempotency(key="start", fingerprint=gate.id)
    return once(f"gate#{gate.id}", asked, project.id, first, to.repeating)


def _order(aim: Aim, gate: Gate, target: Trigger, to: Acceptance) -> Order:
    launch = to.catalog.launch(target)
    variables = {**gate.facts, **aim.variables}
    one = VariableSet(variables=variables, environment=aim.environment)
    wish = Wish(sets=(one,), locations=(), webhooks=())
    terms = Terms(facts={FACT: gate.id, **gate.facts}, policy=aim.policy)
    manner = Manner(source="gate", dialect="native", terms=terms)
    return order_in(launch, target, wish, manner, to)
