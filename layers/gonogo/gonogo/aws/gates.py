"""Gates beside the runs that are started for them: one small item each, changed conditionally."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import Any

from gonogo.aws.documents import pack, unpack
from gonogo.aws.items import alive, due_shard, due_shards
from gonogo.aws.table import IF_THERE, UNLESS_THERE, ConditionFailed, Key, Table
from gonogo.aws.values import Item
from gonogo.domain.gate import LOOK_AGAIN, Aim, Answer, BindingId, Gate, GateId
from gonogo.domain.ids import BatchId, ProjectId, new_uuid, number_of, uuid_of
from gonogo.domain.terms import Policy
from gonogo.ports import Clock

KEPT_SECONDS = 90 * 86_400
_MOST_REASON = 4000


class DynamoGates:
    """The `Gates` of `services/gates`."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def open(self, gate: Gate) -> tuple[Gate, bool]:
        """Store a question unless it is there; what is stored, and whether it is new."""
        ttl = int(gate.deadline_at) + KEPT_SECONDS
        if gate.group:
            # The pointer first: one that points at nothing yet is passed over by readers.
            self._table.put({**_group_key(gate.group, gate.id)._asdict(), "ttl": ttl})
        try:
            self._table.put({**_item(gate), "ttl": ttl}, condition=UNLESS_THERE)
        except ConditionFailed as failed:
            # An answer that was lost makes a repeat of us too: nothing depends on being first
            # but a claim, which then was not made yet.
            return _gate(failed.old or _item(gate)), False
        return gate, True

    def find(self, id: GateId) -> Gate | None:
        """One gate, read consistently."""
        item = alive(self._table.get(_key(id)), self._clock.now())
        return _gate(item) if item else None

    def of_batch(self, batch: BatchId) -> Gate | None:
        """The gate that a batch was started for."""
        pointer = self._table.get(_batch_key(batch))
        return self.find(GateId(pointer["gate"])) if pointer else None

    def of_group(self, group: str) -> tuple[Gate, ...]:
        """The questions of one deployment or action."""
        return self._all([item["sk"] for item in self._table.query(_group_key(group, "").pk)])

    def of_project(self, project: ProjectId, limit: int) -> tuple[Gate, ...]:
        """A project's questions, newest first."""
        found = self._table.query(f"GATES#{project}", first=limit)
        return self._all([item["sk"].partition("#")[2] for item in found])

    def _all(self, ids: list[str]) -> tuple[Gate, ...]:
        keys = [_key(GateId(id)) for id in ids]
        found, now = self._table.get_all(keys), self._clock.now()
        return tuple(_gate(found[key]) for key in keys if alive(found.get(key), now))

    def claimed(self, id: GateId) -> None:
        """It is ours to answer."""
        self._table.update(
            _key(id), "SET #claimed = :yes", condition=IF_THERE, values={"yes": True}
        )

    def moved(self, id: GateId, place: str) -> Gate:
        """Where its answer goes from now on; it is open again, whatever was told before."""
        due_at = self._clock.now() + LOOK_AGAIN
        return self._changed(
            id,
            "SET #place = :place, #due_at = :due_at, #due_shard = :shard "
            "REMOVE #told_at, #outcome, #lease_until",
            condition=IF_THERE,
            values={"place": place, "due_at": due_at, "shard": _shard(id)},
        )

    def attach(
        self, gate: Gate, project: ProjectId, binding: BindingId | None, batch: BatchId | None
    ) -> Gate:
        """What runs for it; once. Without a batch: whose it is, though nothing could be started."""
        ttl = int(self._clock.now()) + KEPT_SECONDS
        # By the moment of the question: repeated after a crash, it is the same entry.
        newest_first = f"{10**11 - int(gate.created_at):011d}#{gate.id}"
        change = "SET #project = :project, #binding = :binding"
        values: Item = {"project": project, "binding": binding or ""}
        if batch is not None:
            self._table.put({**_batch_key(batch)._asdict(), "gate": gate.id, "ttl": ttl})
            change += ", #batch = :batch"
            values["batch"] = number_of("batch", batch)
        self._table.put({"pk": f"GATES#{project}", "sk": newest_first, "ttl": ttl})
        condition = f"{IF_THERE} AND attribute_not_exists(#batch)"
        return self._changed(gate.id, change, condition=condition, values=values)

    def decide(self, id: GateId, answer: Answer, reason: str) -> tuple[Gate, bool]:
        """Decide the answer, unless it is decided; the gate as it then stands, and if by this."""
        me = new_uuid()  # tells an answer of our own that was lost from another's
        item = self._change(
            id,
            "SET #answer = :answer, #reason = :reason, #decided_by = :me",
            condition=f"{IF_THERE} AND attribute_not_exists(#answer)",
            values={"answer": answer, "reason": reason[:_MOST_REASON], "me": me},
        )
        return _gate(item), item.get("decided_by") == me

    def take(self, id: GateId, now: float, until: float) -> Gate | None:
        """Tell its answer, alone until then; None if another is at it, or there is nothing to."""
        try:
            item = self._table.update(
                _key(id),
                "SET #lease_until = :until, #tries = if_not_exists(#tries, :zero) + :one",
                condition="attribute_exists(#answer) AND attribute_not_exists(#told_at) "
                "AND (attribute_not_exists(#lease_until) OR #lease_until <= :now)",
                values={"until": until, "now": now, "zero": 0, "one": 1},
                returns="ALL_NEW",
            )
        except ConditionFailed:
            return None
        return _gate(item)

    def told(self, id: GateId, outcome: str, now: float) -> Gate:
        """Nothing is left to do."""
        return self._changed(
            id,
            "SET #told_at = :now, #outcome = :outcome REMOVE #due_shard, #due_at",
            condition=f"{IF_THERE} AND attribute_not_exists(#told_at)",
            values={"now": now, "outcome": outcome},
        )

    def postpone(self, id: GateId, due_at: float, problem: str = "") -> None:
        """Look at it again then."""
        try:
            self._table.update(
                _key(id),
                "SET #due_at = :due_at, #due_shard = :shard, #problem = :problem",
                condition=f"{IF_THERE} AND attribute_not_exists(#told_at)",
                values={"due_at": due_at, "shard": _shard(id), "problem": problem[:500]},
            )
        except ConditionFailed:
            return

    def due(self, now: float, limit: int) -> tuple[GateId, ...]:
        """Open gates whose time has come, longest overdue first."""
        shards = due_shards("gate")
        found = [item for shard in shards for item in self._table.due(shard, now, limit)]
        found.sort(key=lambda item: (item["due_at"], item["pk"]))
        return tuple(GateId(item["pk"].partition("#")[2]) for item in found[:limit])

    def _changed(self, id: GateId, change: str, *, condition: str, values: Item) -> Gate:
        """The gate after the change, or as another made it."""
        return _gate(self._change(id, change, condition=condition, values=values))

    def _change(self, id: GateId, change: str, *, condition: str, values: Item) -> Item:
        try:
            return self._table.update(
                _key(id), change, condition=condition, values=values, returns="ALL_NEW"
            )
        except ConditionFailed as failed:
            if failed.old is None:
                raise
            return failed.old


def _key(id: GateId) -> Key:
    return Key(f"GATE#{id}", "GATE")


def _group_key(group: str, id: str) -> Key:
    return Key(f"GATEGROUP#{hashlib.sha256(group.encode()).hexdigest()[:32]}", id)


def _batch_key(batch: BatchId) -> Key:
    return Key(f"BATCH#{number_of('batch', batch)}", "GATE")


def _shard(id: GateId) -> str:
    return due_shard("gate", int(id[:8], 16))


def _item(gate: Gate) -> Item:
    asked = {
        "reference": dict(gate.reference),
        "subject": dict(gate.subject),
        "facts": dict(gate.facts),
        "group": gate.group,
        "aim": asdict(gate.aim) if gate.aim else None,
    }
    item: Item = {
        **_key(gate.id)._asdict(),
        "kind": gate.kind,
        "asked": pack(asked),
        "created_at": gate.created_at,
        "deadline_at": gate.deadline_at,
        "due_at": gate.due_at,
        "due_shard": _shard(gate.id),
    }
    if gate.answer is not None:
        item |= {"answer": gate.answer, "reason": gate.reason[:_MOST_REASON]}
    return item


def _gate(item: Item) -> Gate:
    asked = unpack(item["asked"])
    batch = item.get("batch")
    return Gate(
        id=GateId(item["pk"].partition("#")[2]),
        kind=item["kind"],
        reference=asked["reference"],
        subject=asked["subject"],
        facts=asked["facts"],
        group=asked["group"],
        aim=_aim(asked["aim"]) if asked["aim"] else None,
        project=ProjectId(item["project"]) if item.get("project") else None,
        claimed=bool(item.get("claimed", False)),
        place=item.get("place", ""),
        binding=BindingId(item["binding"]) if item.get("binding") else None,
        batch=BatchId(uuid_of("batch", int(batch))) if batch is not None else None,
        answer=item.get("answer"),
        reason=item.get("reason", ""),
        told_at=float(item["told_at"]) if "told_at" in item else None,
        outcome=item.get("outcome", ""),
        tries=int(item.get("tries", 0)),
        problem=item.get("problem", ""),
        created_at=float(item["created_at"]),
        deadline_at=float(item["deadline_at"]),
        due_at=float(item.get("due_at", 0)),
    )


def _aim(stored: dict[str, Any]) -> Aim:
    policy = stored.pop("policy")
    policy["non_blocking"] = tuple(policy["non_blocking"])
    return Aim(**stored, policy=Policy(**policy))
