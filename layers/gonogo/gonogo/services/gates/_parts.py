"""What answering gates needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gonogo.domain.batch import Batch
from gonogo.domain.commands import Started
from gonogo.domain.gate import Aim, Gate
from gonogo.gates._contract import Planes
from gonogo.ports import Catalog, Clock, Runs
from gonogo.stores import Bindings, Gates


@dataclass(frozen=True, slots=True)
class Gating:
    """What answering needs."""

    gates: Gates
    bindings: Bindings
    catalog: Catalog
    runs: Runs
    clock: Clock
    planes: Planes
    start: Callable[[Aim, Gate], Started]
    """Start what is to be run, once a gate; raises as a start by key does."""
    cancel: Callable[[Batch], None]
    """End the open runs of a batch that nobody waits for."""
    count: Callable[[Gate], None]
    """Tell the metrics of a decided answer."""
    public_base: str
