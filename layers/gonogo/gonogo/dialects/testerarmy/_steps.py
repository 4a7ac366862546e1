"""Steps: sentences for an agent, kept as they are, or with a `request` that gonogo performs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gonogo.dialects.testerarmy._fields import Fields
from gonogo.errors import Invalid

TYPES = ("act", "assert", "login", "files", "screenshot", "javascript")
MOST = 50
NEEDS_AGENT = "needs_agent"
"""The problem of a step, and so of its run, that only an agent could judge."""
_UNTITLED = ("screenshot", "javascript")
_MOST_TITLE = 2_000
Plain = dict[str, Any]


def read_steps(given: Sequence[Fields]) -> tuple[tuple[Plain, ...], list[Plain]]:
    """Our steps, and for each what of the vendor's has no place in it."""
    read = [_read(fields) for fields in given]
    return tuple(step for step, _ in read), [written for _, written in read]


def _read(fields: Fields) -> tuple[Plain, Plain]:
    kind = fields.needed_choice("type", TYPES)
    said = _said(kind, fields)
    title = str(said.get("title", ""))
    request = fields.child("request")
    if request is None:
        return _for_an_agent(kind, title, said), {"type": kind}
    step = {"type": "request", **request.all(), **({"note": title} if title else {})}
    return step, {"type": kind, **{name: said[name] for name in said if name != "title"}}


def _said(kind: str, fields: Fields) -> Plain:
    """What the vendor's step says, each type with its own members."""
    if kind in _UNTITLED:
        title = fields.text("title", most=_MOST_TITLE)
    else:
        title = fields.needed_text("title", most=_MOST_TITLE)
    said: Plain = {"title": title}
    if kind == "login":
        said["credentialId"] = fields.uuid("credentialId")
        said["temporaryEmail"] = fields.flag("temporaryEmail")
    elif kind == "files":
        found = fields.uuids("fileIds", most=MOST)
        if found is None:
            raise fields.wrong("fileIds", "Required")
        said["fileIds"] = list(found)
    elif kind == "javascript":
        said["code"] = fields.needed_text("code")
    return {name: value for name, value in said.items() if value is not None}


def _for_an_agent(kind: str, title: str, said: Plain) -> Plain:
    """A step that is kept; only a picture may be left out without harm to the verdict."""
    reason = f"A step of the type {kind!r} needs an agent, and gonogo has none"
    blocking = {} if kind == "screenshot" else {"code": NEEDS_AGENT}
    return {
        "type": "unsupported",
        "kind": kind,
        "note": title,
        "content": said,
        "reason": f"{reason}: it was left out."
        if not blocking
        else f"{reason}. Give it a request.",
        **blocking,
    }


def document(steps: Iterable[Mapping[str, Any]], written: Sequence[Plain]) -> list[Plain]:
    """Steps as their clients wrote them; `written` is theirs, if there is one for each."""
    held = list(steps)
    theirs = list(written) if len(written) == len(held) else [{}] * len(held)
    return [_shown(step, own) for step, own in zip(held, theirs, strict=True)]


def _shown(step: Mapping[str, Any], own: Plain) -> Plain:
    if step["type"] == "unsupported" and step.get("kind") in TYPES:
        content = step.get("content")
        return {"type": step["kind"], **(content if isinstance(content, dict) else {})}
    shown: Plain = {"type": "assert" if step.get("assertions") else "act", **own}
    if step.get("note") or shown["type"] not in _UNTITLED:
        shown["title"] = step.get("note") or _title(step)
    request = {name: value for name, value in step.items() if name not in ("note", "id")}
    return {**shown, "request": request}


def _title(step: Mapping[str, Any]) -> str:
    """For a step that came from elsewhere: what it does."""
    if step["type"] == "request":
        return f"{step.get('method', 'GET')} {step.get('url', '')}"
    return str(step["type"])


def steps_of(fields: Fields, *, needed: bool) -> Sequence[Fields] | None:
    """The body's steps: 1 to 50."""
    found = fields.children("steps", least=1, most=MOST)
    if found is None and needed:
        raise Invalid("Required", field="steps")
    return found
