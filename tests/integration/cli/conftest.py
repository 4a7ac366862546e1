"""The fixtures of this folder."""

from tests.integration.cli.processes import api, gonogo

__all__ = ["api", "gonogo"]
