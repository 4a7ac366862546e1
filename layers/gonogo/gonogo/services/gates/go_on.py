"""Take a gate as far as it gets now. Safe to repeat: intake, reporter and janitor do."""

from __future__ import annotations

import logging
from functools import partial

from gonogo.domain.batch import Batch
from gonogo.domain.gate import (
    LONGEST_PAUSE,
    LOOK_AGAIN,
    MARGIN,
    NOWHERE,
    Aim,
    Answer,
    BindingId,
    Gate,
    best,
)
from gonogo.domain.ids import BatchId
from gonogo.domain.reasons import reasons_of
from gonogo.errors import Conflict, GonogoError, NotFound, Unavailable
from gonogo.gates import gates
from gonogo.gates._contract import Denied, GateKind, Late, Lost, Told
from gonogo.services.authorise import project_for
from gonogo.services.browse import batch_view_of
from gonogo.services.gates._parts import Gating
from gonogo.services.gates.start import OURSELVES

_log = logging.getLogger(__name__)

TELL_SECONDS = 20.0
"""How long one attempt to tell may take before another may begin."""
SOON, PROGRESS = 120.0, 300.0
"""Seconds in which it is told how far a gate is for the first time, and between later times."""
SHOWN = 5
"""Reasons that an answer gives."""


def go_on(gate: Gate, to: Gating) -> Gate:
    """Start what is to run, decide once it is known, and tell."""
    kind = gates[gate.kind]
    if gate.over:
        return gate
    if gate.answer is None and gate.batch is None:
        gate = _started(gate, kind, to)
    if gate.answer is None and gate.batch is not None:
        gate = _concluded(gate, gate.batch, to)
    if gate.answer is None and to.clock.now() >= gate.last_moment:
        gate = _given_up(gate, to)
    if gate.answer is not None and not gate.over:
        gate = _tell(gate, kind, to)
    return gate


def sweep_gates(to: Gating, limit: int = 100) -> int:
    """Look at every gate that is due, from the janitor; returns how many there were."""
    due = to.gates.due(to.clock.now(), limit)
    for id in due:
        gate = to.gates.find(id)
        if gate is None:
            continue
        # First: if this look dies, another one comes.
        to.gates.postpone(id, to.clock.now() + LOOK_AGAIN, gate.problem)
        _put_off(go_on(gate, to), to)
    return len(due)


def _put_off(gate: Gate, to: Gating) -> None:
    """Tell how far it is, where that is wanted; noted after it: `_again` mends a death between."""
    kind = gates[gate.kind]
    undecided = gate.answer is None and gate.batch is not None and not gate.over
    elapsed = to.clock.now() - gate.created_at
    wanted = elapsed < SOON or elapsed % PROGRESS < SOON / 2
    if kind.put_off is None or not undecided or not wanted or gate.place == NOWHERE:
        return
    try:
        kind.put_off(gate, told_of(gate, to), to.planes)
    except (Late, Lost, Denied, Unavailable) as error:
        _log.info("Gate %s: how far it is was not told: %s", gate.id, error.message)
        return
    to.gates.moved(gate.id, NOWHERE)


def conclude(batch: BatchId, to: Gating) -> Gate | None:
    """A batch is over: answer the gate that it was started for, if there is one."""
    gate = to.gates.of_batch(batch)
    return go_on(gate, to) if gate is not None else None


def told_of(gate: Gate, to: Gating) -> Told:
    """What is told beside yes or no."""
    batch = to.runs.batch(gate.batch) if gate.batch else None
    url = f"{to.public_base}/ui/batches/{batch.id}" if batch else ""
    reason = f"{gate.reason} {url}".strip()
    if batch is None:
        variables = {"Verdict": gate.answer or "", "ReportUrl": url}
        return Told(summary=gate.reason, reason=reason, link=gate.id, variables=variables)
    tally, total = batch.tally, max(batch.total, 1)
    return Told(
        summary=f"{gate.answer or 'running'}: {tally.passed} of {batch.total} runs passed",
        reason=reason,
        link=batch.id,
        variables={
            "Verdict": gate.answer or "",
            "Passed": str(tally.passed),
            "Failed": str(tally.over - tally.passed),
            "ReportUrl": url,
        },
        percent=100 * tally.over // total,
        report=partial(_junit, batch, to),
    )


def _junit(batch: Batch, to: Gating) -> bytes:
    """Imported here: few gates want a report."""
    from gonogo.reports import reported, reports

    views = batch_view_of(batch, to.catalog, to.runs).runs
    page = f"{to.public_base}/ui/runs/"
    return reports["junit"].render([reported(v, url=f"{page}{v.run.id}") for v in views])


def _started(gate: Gate, kind: GateKind, to: Gating) -> Gate:
    aim, binding = _aim(gate, to)
    if aim is None:
        return _unbound(gate, kind, to)
    try:
        started = to.start(aim, gate)
    except Conflict:
        return gate  # another delivery is at it just now; the janitor looks after both
    except Unavailable:
        raise
    except GonogoError as error:
        gate = _noted(gate, aim, binding, to)
        return _decide(gate, "no-go", f"The tests could not be started: {error.message}", to)
    gate = to.gates.attach(gate, started.project.id, binding, started.batch.id)
    if gate.over:  # whoever asked stopped in that moment
        to.cancel(started.batch)
    return gate


def _noted(gate: Gate, aim: Aim, binding: BindingId | None, to: Gating) -> Gate:
    """Whose it is, though nothing runs for it: the project's list shows it."""
    try:
        project = project_for(to.catalog, OURSELVES, aim.project)
    except NotFound:
        return gate
    return to.gates.attach(gate, project.id, binding, None)


def _unbound(gate: Gate, kind: GateKind, to: Gating) -> Gate:
    if not kind.waits:
        return to.gates.told(gate.id, "told", to.clock.now())
    named = ", ".join(f"{name}={value}" for name, value in gate.subject.items())
    why = f"No gate binding of kind {gate.kind} fits {named}; `gonogo gates bind` makes one."
    return _decide(gate, "no-go", why, to)


def _aim(gate: Gate, to: Gating) -> tuple[Aim | None, BindingId | None]:
    if gate.aim is not None:
        return gate.aim, None
    binding = best(to.bindings.all(), gate.kind, gate.subject)
    return (binding.aim(), binding.id) if binding else (None, None)


def _concluded(gate: Gate, batch_id: BatchId, to: Gating) -> Gate:
    """The verdict of its batch, with the first failing assertions."""
    batch = to.runs.batch(batch_id)
    if batch is None:
        return _decide(gate, "no-go", "What was started for it is no longer there.", to)
    if not batch.over or batch.verdict is None:
        return gate
    return _decide(gate, batch.verdict, _why(batch, to), to)


def _why(batch: Batch, to: Gating) -> str:
    if batch.verdict == "go":
        return f"{batch.tally.passed} of {batch.total} runs passed."
    view = batch_view_of(batch, to.catalog, to.runs)
    return " ".join(
        f"{reason.test}: {reason.step} {reason.message}".replace("  ", " ").strip(": ")
        for reason in reasons_of(view, SHOWN)
    )


def _given_up(gate: Gate, to: Gating) -> Gate:
    """No is said while it can still be heard; what runs is of no use any more."""
    gate = _decide(gate, "no-go", "The tests did not end before the deployment's deadline.", to)
    batch = to.runs.batch(gate.batch) if gate.batch else None
    if batch is not None and not batch.over:
        to.cancel(batch)
    return gate


def _decide(gate: Gate, answer: Answer, reason: str, to: Gating) -> Gate:
    decided, by_us = to.gates.decide(gate.id, answer, reason)
    if by_us:  # else whoever was first has noted it
        note(decided, to)
    return decided


def note(gate: Gate, to: Gating) -> None:
    """One line that says why, with all ids, and a count for the metrics."""
    subject, reference = dict(gate.subject), dict(gate.reference)
    words = "Gate %s of %s %s is %s: %s %s"
    level = logging.INFO if gate.answer == "go" else logging.WARNING
    _log.log(level, words, gate.id, gate.kind, subject, gate.answer, gate.reason, reference)
    to.count(gate)


def _tell(gate: Gate, kind: GateKind, to: Gating) -> Gate:
    """At least once: a crash after the call repeats it, and the control plane says so."""
    now = to.clock.now()
    if not kind.waits:
        return to.gates.told(gate.id, "told", now)
    if kind.tell is None or gate.place == NOWHERE:
        # They come and ask; after their deadline they do not.
        return to.gates.told(gate.id, "lost", now) if now >= gate.deadline_at else gate
    taken = to.gates.take(gate.id, now, now + TELL_SECONDS)
    if taken is None:
        return gate
    try:
        kind.tell(taken, told_of(taken, to), to.planes)
    except Late as late:
        _log.warning("Gate %s: its answer %s came late: %s", gate.id, gate.answer, late.message)
        return to.gates.told(gate.id, "late", now)
    except Lost as lost:
        _log.error("Gate %s: there is nobody to tell: %s", gate.id, lost.message)
        return to.gates.told(gate.id, "lost", now)
    except (Denied, Unavailable) as error:
        return _not_told(taken, error, to)
    return to.gates.told(gate.id, "told", now)


def _not_told(gate: Gate, error: GonogoError, to: Gating) -> Gate:
    now = to.clock.now()
    if now >= gate.deadline_at + MARGIN:
        _log.error("Gate %s: its answer could not be told: %s", gate.id, error.message)
        return to.gates.told(gate.id, "lost", now)
    _log.warning("Gate %s: its answer was not taken, once more soon: %s", gate.id, error.message)
    to.gates.postpone(gate.id, now + min(2.0 ** min(gate.tries, 20), LONGEST_PAUSE), error.message)
    return gate
