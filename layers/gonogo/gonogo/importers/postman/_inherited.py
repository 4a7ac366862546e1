"""What a Postman request gets from its folders and its collection: auth and scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from gonogo.formats.plain import listing, mapping, mappings, text
from gonogo.importers._contract import Notes

_FLOW = re.compile(
    r"setNextRequest|pm\.execution\.(?:skipRequest|setNextRequest)|pm\.sendRequest"
    r"|pm\.vault|pm\.visualizer|pm\.cookies\.jar|setTimeout|setInterval"
)


@dataclass(frozen=True, slots=True)
class Inherited:
    """Auth of the nearest holder that has one; scripts of all, outermost first."""

    auth: dict[str, Any] | None = None
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def below(outer: Inherited, holder: dict[str, Any], where: str, notes: Notes) -> Inherited:
    """What holds inside a collection, a folder or an item."""
    # A request's own auth stands in its request.
    own = holder.get("auth") or mapping(holder.get("request")).get("auth")
    return Inherited(
        auth=mapping(own) if isinstance(own, dict) else outer.auth,
        before=outer.before + _scripts(holder, "prerequest", where, notes),
        after=outer.after + _scripts(holder, "test", where, notes),
    )


def _scripts(holder: dict[str, Any], listen: str, where: str, notes: Notes) -> tuple[str, ...]:
    found = []
    for event in mappings(holder.get("event")):
        script = mapping(event.get("script"))
        if event.get("listen") != listen or event.get("disabled") is True:
            continue
        written = script.get("exec", script.get("src"))
        code = "\n".join(map(text, listing(written))) if isinstance(written, list) else written
        if "src" in script and "exec" not in script:
            notes.lost(where, f"the {listen} script, which is elsewhere: {text(code)}")
        elif text(code).strip():
            found.append(text(code))
            for word in sorted(set(_FLOW.findall(text(code)))):
                notes.lost(where, f"{word} in the {listen} script")
    return tuple(found)
