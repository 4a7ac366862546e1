"""In-memory receipts that pass the same contract suite as those in the guards table."""

from __future__ import annotations

from gonogo.domain.receipt import KEPT_SECONDS, Receipt
from tests.fake_stores import atomic


class FakeReceipts:
    """The `Receipts` port."""

    def __init__(self) -> None:
        self._receipts: dict[str, tuple[Receipt, float]] = {}

    @atomic
    def note(self, name: str, receipt: Receipt, now: float, seconds: int = KEPT_SECONDS) -> Receipt:
        """Store the receipt for so long unless there is one."""
        held, until = self._receipts.get(name, (receipt, 0.0))
        if until <= now:
            self._receipts[name] = receipt, int(now) + seconds
            return receipt
        return held

    @atomic
    def change(self, name: str, before: Receipt, after: Receipt) -> Receipt:
        """Put another in its place."""
        held, until = self._receipts[name]
        if held != before:
            return held
        self._receipts[name] = after, until
        return after

    @atomic
    def forget(self, name: str, receipt: Receipt) -> None:
        """Remove it if it still stands."""
        if self._receipts.get(name, (None, 0.0))[0] == receipt:
            del self._receipts[name]
