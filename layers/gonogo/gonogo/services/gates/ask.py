"""A control plane asks: find out what, and answer, at once or later."""

from __future__ import annotations

import logging
from dataclasses import replace

from gonogo.domain.gate import Gate, Knock, Stop, gate_of
from gonogo.errors import GonogoError
from gonogo.gates import gates
from gonogo.gates._contract import Asked, Event, GateKind, Lost
from gonogo.gates._event import event_of
from gonogo.services.gates._parts import Gating
from gonogo.services.gates.go_on import go_on, note, told_of

_log = logging.getLogger(__name__)


def ask(given: object, to: Gating) -> object:
    """Take an event; what the function returns to whoever called it.

    Delivered again, the same question is the same gate. What cannot be read is logged and ends
    there: nobody can be answered. `Unavailable` and `Denied` are raised: the caller tries again.
    """
    try:
        event = event_of(given)
        found = _read(event, to)
    except GonogoError as error:
        if not error.permanent:
            raise
        _log.error("A question cannot be answered: %s", error.message)
        return {"ignored": error.message}
    if found is not None:
        return _answers(*found, to)
    _log.warning("An event that no gate knows: its fields are %s", ", ".join(sorted(event)[:20]))
    return {"ignored": "No gate knows this event."}


def _read(event: Event, to: Gating) -> tuple[GateKind, tuple[Asked, ...]] | None:
    now = to.clock.now()
    for kind in gates.values():
        asked = kind.read(event, to.planes, now)
        if asked is not None:
            return kind, asked
    return None


def _answers(kind: GateKind, asked: tuple[Asked, ...], to: Gating) -> object:
    replies = [_answer(kind, each, to) for each in asked]
    return replies[0] if len(replies) == 1 else {"answers": replies}


def _answer(kind: GateKind, asked: Asked, to: Gating) -> object:
    if isinstance(asked, Stop):
        return _stop(asked, to)
    gate, new = to.gates.open(gate_of(asked, to.clock.now()))
    _log.info("Gate %s of %s: %s", gate.id, gate.kind, dict(asked.subject))
    if new and gate.answer is not None:
        note(gate, to)
    if kind.claim is not None and not gate.claimed:
        if not kind.claim(gate, to.planes) and new:
            to.gates.told(gate.id, "lost", to.clock.now())
            return {"gate": gate.id, "ignored": "Another worker has it."}
        # It was ours before: a crash came between the claim and the note of it.
        to.gates.claimed(gate.id)
        gate = replace(gate, claimed=True)
    if asked.place:
        gate = _again(kind, gate, asked, to)
    gate = go_on(gate, to)
    if kind.reply is None:
        return {"gate": gate.id, "answer": gate.answer}
    return _reply(kind, gate, asked, to)


def _again(kind: GateKind, gate: Gate, knock: Knock, to: Gating) -> Gate:
    """It was put off, and whoever asks came back: the answer goes there from now on.

    Noted before it is claimed: a crash in between loses nothing. An answer that was told while
    there was no place for it is told again.
    """
    gate = to.gates.moved(gate.id, knock.place)
    if kind.again is not None:
        kind.again(knock, to.planes)
    return gate


def _reply(kind: GateKind, gate: Gate, knock: Knock, to: Gating) -> object:
    """The value that counts; once it held the answer, nothing is left to do."""
    if kind.reply is None:
        return None
    try:
        return kind.reply(gate, knock, told_of(gate, to), to.planes)
    except Lost as lost:
        _log.error("Gate %s: there is nobody to tell: %s", gate.id, lost.message)
        return {"gate": gate.id, "ignored": lost.message}
    finally:
        # Asked again it answers the same: this only ends our looking after it.
        if gate.answer is not None and not gate.over and kind.tell is None:
            to.gates.told(gate.id, "told", to.clock.now())


def _stop(stop: Stop, to: Gating) -> object:
    """Nobody waits any more: what runs for it is canceled."""
    stopped = [gate for gate in to.gates.of_group(stop.group) if not gate.over]
    for gate in stopped:
        to.gates.decide(gate.id, "no-go", stop.why)
        to.gates.told(gate.id, "late", to.clock.now())
        batch = to.runs.batch(gate.batch) if gate.batch else None
        if batch is not None and not batch.over:
            to.cancel(batch)
    return {"stopped": [gate.id for gate in stopped]}
