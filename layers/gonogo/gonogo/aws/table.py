"""One DynamoDB table: calls in plain Python values, conditions answered as exceptions of ours."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeVar
from uuid import uuid4

from botocore.exceptions import ClientError

from gonogo.aws.clients import Clients
from gonogo.aws.values import Item, from_wire_item, to_wire, to_wire_item
from gonogo.errors import Unavailable

T = TypeVar("T")
CONFLICT_TRIES = 5
PAUSE_SECONDS = 0.05
_NAMES = re.compile(r"#(\w+)")
_KEYS_A_READ = 100
_PK_BYTES, _SK_BYTES = 2048, 1024
UNLESS_THERE = "attribute_not_exists(#pk)"
IF_THERE = "attribute_exists(#pk)"


class Key(NamedTuple):
    """Where an item is."""

    pk: str
    sk: str


class ConditionFailed(Exception):
    """A condition said no; `old` holds the item in its way, or None if there is no item.

    For a transaction `olds` has one entry for each write whose condition failed.
    """

    def __init__(self, *olds: Item | None) -> None:
        super().__init__("condition failed")
        self.olds = olds

    @property
    def old(self) -> Item | None:
        """The item of the first write that failed."""
        return self.olds[0] if self.olds else None

    def written_by(self, nonce: str) -> bool:
        """Whether the write succeeded before: its answer was lost, and botocore sent it again."""
        return bool(self.olds) and all(old and old.get("nonce") == nonce for old in self.olds)


class Table:
    """Attribute names are written `#name` in expressions and values `:name`; both are filled in."""

    def __init__(
        self, clients: Clients, name: str, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._clients = clients
        self.name = name
        self._pause = pause

    def get(self, key: Key, *, only: Sequence[str] = ()) -> Item | None:
        """The item, read consistently; `only` these attributes of it."""
        if not _possible(key):
            return None
        text = ", ".join(f"#{name}" for name in only)
        request: dict[str, Any] = {"Key": to_wire_item(key._asdict()), **_names(text)}
        if text:
            request["ProjectionExpression"] = text
        answer = self._clients.dynamodb.get_item(
            TableName=self.name, ConsistentRead=True, **request
        )
        return from_wire_item(answer["Item"]) if "Item" in answer else None

    def get_all(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """Those of the items that are there, read consistently."""
        found: dict[Key, Item] = {}
        keys = [key for key in keys if _possible(key)]
        for start in range(0, len(keys), _KEYS_A_READ):
            for item in self._get_some(keys[start : start + _KEYS_A_READ]):
                found[Key(item["pk"], item["sk"])] = item
        return found

    def _get_some(self, keys: Sequence[Key]) -> Iterator[Item]:
        wanted: Any = [to_wire_item(key._asdict()) for key in keys]
        for attempt in range(CONFLICT_TRIES):
            answer = self._clients.dynamodb.batch_get_item(
                RequestItems={self.name: {"Keys": wanted, "ConsistentRead": True}}
            )
            yield from map(from_wire_item, answer["Responses"].get(self.name, ()))
            # What did not fit into 16 MB, or was throttled, is named here and asked for again.
            left: Any = answer.get("UnprocessedKeys", {})
            if not left:
                return
            wanted = left[self.name]["Keys"]
            self._pause(_jitter(attempt))
        raise Unavailable("The database did not give all items that were asked for.")

    def put(self, item: Item, *, condition: str = "", values: Mapping[str, Any] = {}) -> None:
        """Write an item; raises `ConditionFailed`."""
        write = self.putting(item, condition=condition, values=values)["Put"]
        self._conditional(lambda: self._clients.dynamodb.put_item(**write))

    def update(
        self,
        key: Key,
        change: str,
        *,
        values: Mapping[str, Any] = {},
        condition: str = "",
        returns: Literal["NONE", "ALL_NEW", "UPDATED_NEW"] = "NONE",
    ) -> Item:
        """Change an item, and give what `returns` asks for; raises `ConditionFailed`."""
        request = self._request({"Key": to_wire_item(key._asdict())}, condition, values, change)
        request["UpdateExpression"] = change
        request["ReturnValues"] = returns
        answer = self._conditional(lambda: self._clients.dynamodb.update_item(**request))
        return from_wire_item(answer.get("Attributes", {}))

    def delete(self, key: Key, *, condition: str = "", values: Mapping[str, Any] = {}) -> None:
        """Remove an item, if it is there; raises `ConditionFailed`."""
        request = self._request({"Key": to_wire_item(key._asdict())}, condition, values)
        self._conditional(lambda: self._clients.dynamodb.delete_item(**request))

    def between(self, pk: str, after: str, until: str) -> Iterator[Item]:
        """The items of a partition whose `sk` lies between two, in order, read consistently."""
        condition = "#pk = :pk AND #sk BETWEEN :after AND :until"
        values = {"pk": pk, "after": after, "until": until}
        return self._pages(condition, values, 0, {"ConsistentRead": True})

    def query(self, pk: str, *, prefix: str = "", first: int = 0) -> Iterator[Item]:
        """The items of a partition in the order of `sk`, read consistently, page by page."""
        if not _possible(Key(pk, "any")):
            return iter(())
        values: Item = {"pk": pk}
        condition = "#pk = :pk"
        if prefix:
            values["prefix"] = prefix
            condition += " AND begins_with(#sk, :prefix)"
        return self._pages(condition, values, first, {"ConsistentRead": True})

    def due(self, shard: str, until: float, first: int) -> Iterator[Item]:
        """Keys of the items of a shard that are due, longest overdue first."""
        values = {"shard": shard, "until": until}
        condition = "#due_shard = :shard AND #due_at <= :until"
        return self._pages(condition, values, first, {"IndexName": "due"})

    def history(self, shelf: str, before: int, page: int) -> Iterator[Item]:
        """Keys of the items of a shelf with a number below `before`, newest first, page by page."""
        values = {"shelf": shelf, "newest": before - 1}
        condition = "#history = :shelf AND #number <= :newest"
        request = {"IndexName": "history", "ScanIndexForward": False, "Limit": page}
        return self._pages(condition, values, 0, request)

    def _pages(
        self, condition: str, values: Item, first: int, request: dict[str, Any]
    ) -> Iterator[Item]:
        request = {
            "TableName": self.name,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": _values(values),
            **_names(condition),
            **request,
            **({"Limit": first} if first else {}),
        }
        while True:
            answer = self._clients.dynamodb.query(**request)
            yield from map(from_wire_item, answer["Items"])
            if first or "LastEvaluatedKey" not in answer:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def putting(
        self, item: Item, *, condition: str = "", values: Mapping[str, Any] = {}
    ) -> dict[str, Any]:
        """The write of an item, for `transact`."""
        return {"Put": self._request({"Item": to_wire_item(item)}, condition, values)}

    def updating(self, key: Key, change: str, *, values: Mapping[str, Any] = {}) -> dict[str, Any]:
        """The change of an item, which is made if it is not there, for `transact`."""
        request = self._request({"Key": to_wire_item(key._asdict())}, "", values, change)
        return {"Update": {**request, "UpdateExpression": change}}

    def deleting(self, key: Key) -> dict[str, Any]:
        """The removal of an item, if it is there, for `transact`."""
        return {"Delete": {"TableName": self.name, "Key": to_wire_item(key._asdict())}}

    def transact(self, writes: Sequence[dict[str, Any]]) -> None:
        """All writes (at most 100) or none; raises `ConditionFailed`."""
        # botocore's own retries carry the same token: the service knows them as one call.
        token = str(uuid4())
        self._conditional(
            lambda: self._clients.dynamodb.transact_write_items(
                TransactItems=list(writes),  # type: ignore[arg-type]
                ClientRequestToken=token,
            )
        )

    def _request(
        self, content: dict[str, Any], condition: str, values: Mapping[str, Any], change: str = ""
    ) -> dict[str, Any]:
        request = {"TableName": self.name, **content, **_names(f"{change} {condition}")}
        if condition:
            request["ConditionExpression"] = condition
            request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        if values:
            request["ExpressionAttributeValues"] = _values(values)
        return request

    def _conditional(self, call: Callable[[], T]) -> T:
        """The call's answer; a conflict with another's transaction is waited for."""
        for attempt in range(CONFLICT_TRIES):
            try:
                return call()
            except ClientError as error:
                if not _is_conflict(error):
                    raise
            self._pause(_jitter(attempt))
        raise Unavailable("Others kept changing the same items.")


def _is_conflict(error: ClientError) -> bool:
    """Whether another transaction was in the way; a condition that failed is raised as ours."""
    code = error.response["Error"]["Code"]
    response: dict[str, Any] = dict(error.response)
    if code == "ConditionalCheckFailedException":
        raise ConditionFailed(_item(response)) from error
    if code == "TransactionCanceledException":
        reasons = response.get("CancellationReasons", [])
        failed = [r for r in reasons if r.get("Code") == "ConditionalCheckFailed"]
        if failed:
            raise ConditionFailed(*map(_item, failed)) from error
        return any(reason.get("Code") in _PASSING for reason in reasons)
    return code == "TransactionConflictException"


_PASSING = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}


def _possible(key: Key) -> bool:
    """Whether an item can be there: names from URLs may be empty, endless or not even text."""
    try:
        return 0 < len(key.pk.encode()) <= _PK_BYTES and 0 < len(key.sk.encode()) <= _SK_BYTES
    except UnicodeEncodeError:
        return False


def _item(holder: Mapping[str, Any]) -> Item | None:
    return from_wire_item(holder["Item"]) if holder.get("Item") else None


def _names(text: str) -> dict[str, Any]:
    names = {f"#{name}": name for name in _NAMES.findall(text)}
    return {"ExpressionAttributeNames": names} if names else {}


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {f":{name}": to_wire(value) for name, value in values.items()}


def _jitter(attempt: int) -> float:
    return random.uniform(0, PAUSE_SECONDS * 2**attempt)  # noqa: S311  spreads retries, no secret
