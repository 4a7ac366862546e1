"""The real template on this machine: a local AWS, built and deployed to, on loopback only."""

from gonogo.local.verbs import down, status, up

__all__ = ["down", "status", "up"]
