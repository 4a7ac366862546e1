"""Hold the terms of a start to what they must keep to."""

from __future__ import annotations

import json
from dataclasses import asdict

from gonogo.domain.terms import MAX_FACTS, Terms
from gonogo.errors import Invalid

MAX_BYTES = 64 * 1024
"""Of all terms: they stand in the batch, and what is replaced also in each of its runs."""
MAX_GROUP = 255
_PLAIN = Terms()


def agree(terms: Terms) -> None:
    """`Invalid` with the field, unless the terms can be kept and mean something."""
    if terms == _PLAIN:
        return
    if len(terms.facts) > MAX_FACTS:
        raise Invalid(
            f"The build has {len(terms.facts)} facts.", field="build", accepted=f"up to {MAX_FACTS}"
        )
    if not 0 < terms.policy.min_pass_ratio <= 1:
        raise Invalid(
            "Of what is judged, no such part can pass.",
            field="policy.min_pass_ratio",
            accepted="a number above 0 and up to 1",
        )
    if len(terms.group) > MAX_GROUP:
        raise Invalid(
            "The group's name is too long.", field="group", accepted=f"up to {MAX_GROUP} characters"
        )
    if terms.supersede and not terms.group:
        raise Invalid(
            "Only batches of one group supersede each other.",
            field="group",
            accepted="a name that this start shares with those before it",
        )
    size = len(json.dumps(asdict(terms), ensure_ascii=False).encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise Invalid(
            f"What this start says besides what to start has {size} bytes.",
            field="overrides",
            accepted=f"at most {MAX_BYTES} bytes",
        )
