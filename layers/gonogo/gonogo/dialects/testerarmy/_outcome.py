"""What the address that came with a run is told: the run as it would be read, and unsigned."""

from __future__ import annotations

from collections.abc import Mapping

from gonogo.dialects._contract import Links
from gonogo.dialects.testerarmy._run_document import run_document
from gonogo.domain.commands import RunView

PAUSES = (1.0, 2.0, 4.0)
"""Seconds before each further attempt."""


def encode_outcome(view: RunView, links: Links) -> Mapping[str, object]:
    """The run."""
    return run_document(view, webhook="pending" if view.run.webhooks else None)
