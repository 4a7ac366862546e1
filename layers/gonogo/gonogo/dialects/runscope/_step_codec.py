"""Steps both ways: what clients send becomes ours, and ours is shown as they sent it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gonogo.dialects.runscope._overlay import overlaid
from gonogo.dialects.runscope._reading import Plain, as_object, derived
from gonogo.errors import Invalid
from gonogo.formats.notes import Notes
from gonogo.formats.plain import mapping, text
from gonogo.formats.runscope import Ids, Known, Writing, read_step, write_steps
from gonogo.formats.runscope.values import lists

_KINDS = frozenset(
    {"request", "pause", "condition", "loop", "subtest", "inbound", "group", "foreach", "script"}
)
"""Types that can be performed; any other is kept as it came, and skipped."""
_SPELLED = {"conditional": "condition", "conditional-loop": "loop"}
_NESTING = frozenset({"condition", "loop", "group", "foreach"})
_NO_CONTENT = frozenset({"step_type", "id", "request_id", "skipped", "note"})
_NO_VALUE = frozenset({"empty", "not_empty", "is_a_number", "is_null"})
_SERVERS = frozenset({"id", "request_id", "step_type", "skipped", "steps"})
"""Of a step the server says: what was sent of them is in what is stored."""
_LISTS = ("headers", "form")
_NOBODY = Notes()


@dataclass(slots=True)
class Given:
    """Which ids a client's steps may have: those of their test, each once; others are made."""

    own: frozenset[str]
    seed: tuple[object, ...]
    """What makes the new ids: different at every call."""
    taken: set[str] = field(default_factory=set)

    def id_of(self, raw: Plain, place: str) -> str:
        """The step's own id if it may have it, else one of its place."""
        said = text(raw.get("id"))
        id = said if said in self.own else derived(*self.seed, place)
        if id in self.taken:
            id = derived(*self.seed, place, "again")
        self.taken.add(id)
        return id


@dataclass(frozen=True, slots=True)
class Taken:
    """Steps as the catalog takes them, and by id as they were sent, without those inside."""

    steps: tuple[Plain, ...]
    sent: dict[str, Plain]


def take_steps(raw: object, given: Given, tests: Mapping[str, str]) -> Taken:
    """Steps of a body; `tests` are the ids that subtests may name, and what they are here."""
    sent: dict[str, Plain] = {}
    steps = tuple(_take(raw, "steps", given, tests, sent))
    return Taken(steps, sent)


def _take(
    raw: object, place: str, given: Given, tests: Mapping[str, str], sent: dict[str, Plain]
) -> Iterator[Plain]:
    if not isinstance(raw, list):
        raise Invalid(f"{place} is no list.", field=place, accepted="a list of steps")
    for number, each in enumerate(raw):
        here = f"{place}[{number}]"
        step = as_object(each, here)
        id = given.id_of(step, here)
        own = {key: value for key, value in step.items() if key not in ("id", "steps")}
        plain = _plain(own, id, tests)
        sent[id] = own
        if _kind(own) in _NESTING:
            inside = tuple(_take(step.get("steps") or [], f"{here}.steps", given, tests, sent))
            plain = {**plain, "steps": inside} if inside else _empty(own, id)
        elif "steps" in step and _kind(own) not in _KINDS:
            sent[id] = {**own, "steps": step["steps"]}
            plain = _unperformed({**own, "steps": step["steps"]}, id)
        yield plain


def _kind(raw: Plain) -> str:
    written = text(raw.get("step_type", raw.get("type"))) or "request"
    return _SPELLED.get(written, written)


def _plain(raw: Plain, id: str, tests: Mapping[str, str]) -> Plain:
    """One step in our words, without those inside it."""
    if _kind(raw) not in _KINDS:
        return _unperformed(raw, id)
    # A step runs in what it names, which its own test need not know: ids stay ids.
    environment = text(raw.get("environment_uuid"))
    known = Known(tests, {environment: environment} if environment else {})
    found = read_step({**raw, "id": id, "steps": []}, "", Notes(), known)
    if found["type"] in ("condition", "loop"):
        # Empty texts are values here: `said` in the format leaves them out.
        found = {"left_value": "", "right_value": raw.get("right_value"), **found}
        if found.get("comparison") in _NO_VALUE:
            del found["right_value"]
    for each in found.get("assertions", ()):
        _valued(each)
    if (
        mapping(found.get("auth")).get("type") == "client_certificate"
        and "certificate" not in (found["auth"])
    ):
        del found["auth"]  # it means the environment's
    return {**found, "id": id}


def _valued(assertion: Plain) -> None:
    """A value where the comparison takes one, and none where it does not."""
    if assertion.get("comparison") in _NO_VALUE:
        assertion.pop("value", None)
    else:
        assertion.setdefault("value", None)


def _unperformed(raw: Plain, id: str, reason: str = "") -> Plain:
    content = {key: value for key, value in raw.items() if key not in _NO_CONTENT}
    written = text(raw.get("step_type")) or "request"
    found: Plain = {"type": "unsupported", "id": id, "kind": _shown_kind(written)}
    if raw.get("skipped") is True:
        found["skipped"] = True
    if text(raw.get("note")):
        found["note"] = text(raw["note"])
    if reason:
        found["reason"] = reason
    return {**found, "content": content}


def _shown_kind(written: str) -> str:
    return {"conditional": "condition", "loop": "conditional-loop"}.get(written, written)


def _empty(raw: Plain, id: str) -> Plain:
    """A condition that has no steps yet: there is nothing to perform."""
    return _unperformed({**raw, "steps": []}, id, "It has no steps.")


def show_steps(
    steps: Iterable[Mapping[str, object]], sent: Mapping[str, object], ids: Ids
) -> list[Plain]:
    """Stored steps as clients read them."""
    to = Writing(ids, _NOBODY, every_type=True)
    written = write_steps([dict(step) for step in steps], ("",), "", replace(to, notes=Notes()))
    return [_shown(step, sent, to) for step in written]


def _shown(step: Plain, sent: Mapping[str, object], to: Writing) -> Plain:
    inside = step.pop("steps", None)
    raw = mapping(sent.get(text(step["id"])))
    if raw:
        named = text(raw.get("test_uuid"))
        again = _plain(raw, text(step["id"]), {named: named} if named else {})
        [means] = write_steps([again], ("",), "", replace(to, notes=Notes()))
        step = overlaid(step, _listed(raw), means, _SERVERS)
    if inside is not None:
        step["steps"] = [_shown(each, sent, to) if _is_ours(each) else each for each in inside]
    return step


def _is_ours(step: Any) -> bool:
    return isinstance(step, dict) and "id" in step and "step_type" in step


def _listed(raw: Plain) -> Plain:
    """As it was sent, values of headers and forms as lists: strict clients read nothing else."""
    found = dict(raw)
    for name in _LISTS:
        if isinstance(raw.get(name), dict):
            found[name] = lists(raw[name])
    return found
