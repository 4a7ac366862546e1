"""Whom gonogo answers when they ask whether a deployment may go on. One file is one kind."""

from gonogo._registry import Registry
from gonogo.gates._contract import GateKind

gates = Registry(__name__, GateKind)
"""Gate kinds by name."""
