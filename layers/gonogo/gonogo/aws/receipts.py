"""Receipts of starts that may be asked for again, in the guards table."""

from __future__ import annotations

from hashlib import sha256

from gonogo.aws.items import alive
from gonogo.aws.table import UNLESS_THERE, ConditionFailed, Key, Table
from gonogo.aws.values import Item
from gonogo.domain.receipt import KEPT_SECONDS, Receipt
from gonogo.errors import Unavailable

_FIELDS = ("number", "fingerprint", "token", "owner", "until")
_TRIES = 3
_MINE = "#owner = :before_owner AND #until = :before_until AND #number = :before_number"


class DynamoReceipts:
    """The `Receipts` port."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def note(self, name: str, receipt: Receipt, now: float, seconds: int = KEPT_SECONDS) -> Receipt:
        """Store the receipt for so long unless there is one; the one that stands."""
        item = {**_at(name)._asdict(), **_item(receipt), "ttl": int(now) + seconds}
        for _ in range(_TRIES):
            try:
                # Deletion by TTL comes days late.
                condition = f"{UNLESS_THERE} OR #ttl <= :now"
                self._table.put(item, condition=condition, values={"now": now})
            except ConditionFailed as failed:
                old = alive(failed.old, now)
                if old is not None:
                    return _receipt(old)
            else:
                return receipt
        raise Unavailable("The receipt of this start could not be kept.")

    def change(self, name: str, before: Receipt, after: Receipt) -> Receipt:
        """Put another in its place if it still stands; the one that stands then."""
        change = ", ".join(f"#{field} = :{field}" for field in _FIELDS)
        try:
            self._table.update(
                _at(name), f"SET {change}", condition=_MINE, values=_item(after) | _before(before)
            )
        except ConditionFailed as failed:
            return _receipt(failed.old) if failed.old else before
        return after

    def forget(self, name: str, receipt: Receipt) -> None:
        """Remove it if it still stands: nothing was started."""
        try:
            # An item that is over at once, and not a removal, which could have no condition here.
            self._table.update(
                _at(name),
                "SET #ttl = :over",
                condition=_MINE,
                values={"over": 0} | _before(receipt),
            )
        except ConditionFailed:
            return


def _at(name: str) -> Key:
    return Key(f"RECEIPT#{sha256(name.encode()).hexdigest()}", "RECEIPT")


def _item(receipt: Receipt) -> Item:
    return {field: getattr(receipt, field) for field in _FIELDS}


def _before(receipt: Receipt) -> Item:
    return {
        "before_owner": receipt.owner,
        "before_until": receipt.until,
        "before_number": receipt.number,
    }


def _receipt(item: Item) -> Receipt:
    return Receipt(
        number=item["number"],
        fingerprint=item["fingerprint"],
        token=item["token"],
        owner=item["owner"],
        until=float(item["until"]),
    )
