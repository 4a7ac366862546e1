"""DynamoDB in memory: each call at once and by itself, in microseconds, under any threads.

It speaks as botocore's client does and passes the adapters' contract suite; what it does not know
of DynamoDB (types of keys, sizes, capacity), moto and botocore's own checks show there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gonogo.aws.values import from_wire
from tests.meter import weight
from tests.quick_client import QuickClient, refused
from tests.quick_expressions import Item, change, condition, named

Place = tuple[Any, ...]
MOST_AT_ONCE = 100
_MOST_BYTES = 4 * 1024 * 1024
"""Of a transaction."""
_EXPRESSIONS = (
    "ConditionExpression",
    "KeyConditionExpression",
    "ProjectionExpression",
    "UpdateExpression",
)


@dataclass
class _Index:
    """Items by a hash and a range attribute; those that lack one are not in it."""

    hash: str
    range: str
    keys_only: bool
    items: dict[Any, dict[Place, Item]] = field(default_factory=dict)


class _Table:
    """The table itself is the index without a name."""

    def __init__(self, request: Mapping[str, Any]) -> None:
        self.indexes = {"": _index(request)}
        for each in request.get("GlobalSecondaryIndexes", ()):
            self.indexes[each["IndexName"]] = _index(each)
        main = self.indexes[""]
        self._key = main.hash, main.range

    def place(self, item: Mapping[str, Any]) -> Place:
        return tuple(from_wire(item[name]) for name in self._key)

    def get(self, key: Mapping[str, Any]) -> Item | None:
        place = self.place(key)
        return self.indexes[""].items.get(place[0], {}).get(place)

    def put(self, item: Item) -> None:
        self.drop(item)
        place = self.place(item)
        for index in self.indexes.values():
            if index.hash in item and index.range in item:
                index.items.setdefault(from_wire(item[index.hash]), {})[place] = item

    def drop(self, key: Mapping[str, Any]) -> None:
        old, place = self.get(key), self.place(key)
        for index in self.indexes.values():
            if old is not None and index.hash in old and index.range in old:
                index.items[from_wire(old[index.hash])].pop(place)

    def all(self) -> list[Item]:
        return [i for partition in self.indexes[""].items.values() for i in partition.values()]

    def shown(self, item: Item, index: _Index) -> Item:
        if not index.keys_only:
            return item
        return {name: item[name] for name in (*self._key, index.hash, index.range)}


def _index(request: Mapping[str, Any]) -> _Index:
    names = {each["KeyType"]: each["AttributeName"] for each in request["KeySchema"]}
    keys_only = request.get("Projection", {}).get("ProjectionType") == "KEYS_ONLY"
    return _Index(names["HASH"], names["RANGE"], keys_only)


class QuickDynamo(QuickClient):
    """A client of it, and the tables behind."""

    service = "dynamodb"

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, _Table] = {}
        self._tokens: set[str] = set()
        self.writes = 0
        """How many there were."""

    def create_table(self, **request: Any) -> None:
        """A table with its indexes."""
        self.tables[request["TableName"]] = _Table(request)

    def delete_table(self, TableName: str) -> None:
        """Gone."""
        del self.tables[TableName]

    def get_item(self, **request: Any) -> dict[str, Any]:
        """An item, or what is asked for of it."""
        return self._called("GetItem", lambda: self._get(request))

    def _get(self, request: dict[str, Any]) -> dict[str, Any]:
        _check_names(request)
        item = self.tables[request["TableName"]].get(request["Key"])
        if item is None:
            return {}
        if "ProjectionExpression" in request:
            names = [n.strip().lstrip("#") for n in request["ProjectionExpression"].split(",")]
            item = {name: item[name] for name in names if name in item}
        return {"Item": item}

    def batch_get_item(self, RequestItems: Any) -> dict[str, Any]:
        """Those of the items that are there."""

        def read() -> dict[str, Any]:
            for name, wanted in RequestItems.items():
                places = set(map(self.tables[name].place, wanted["Keys"]))
                if len(wanted["Keys"]) > MOST_AT_ONCE or len(places) < len(wanted["Keys"]):
                    raise refused("ValidationException", "BatchGetItem")
            responses = {
                name: [i for key in wanted["Keys"] if (i := self.tables[name].get(key))]
                for name, wanted in RequestItems.items()
            }
            return {"Responses": responses, "UnprocessedKeys": {}}

        return self._called("BatchGetItem", read)

    def put_item(self, **request: Any) -> dict[str, Any]:
        """Written, if the condition holds."""
        return self._called("PutItem", lambda: self._one("Put", request))

    def update_item(self, **request: Any) -> dict[str, Any]:
        """Changed, if the condition holds."""
        return self._called("UpdateItem", lambda: self._one("Update", request))

    def delete_item(self, **request: Any) -> dict[str, Any]:
        """Removed, if the condition holds."""
        return self._called("DeleteItem", lambda: self._one("Delete", request))

    def _one(self, kind: str, request: dict[str, Any]) -> dict[str, Any]:
        old = self._old(kind, request)
        if not _holds(request, old):
            raise refused("ConditionalCheckFailedException", kind, **_told(request, old))
        new = self._write(kind, request, old)
        return {"Attributes": new} if request.get("ReturnValues") in _NEW else {}

    def _old(self, kind: str, request: dict[str, Any]) -> Item | None:
        _check_names(request)
        key = request["Item"] if kind == "Put" else request["Key"]
        return self.tables[request["TableName"]].get(key)

    def _write(self, kind: str, request: dict[str, Any], old: Item | None) -> Item:
        table = self.tables[request["TableName"]]
        self.writes += 1
        if kind == "Delete":
            table.drop(request["Key"])
            return {}
        if kind == "Put":
            new = dict(request["Item"])
        else:
            expression, values = request["UpdateExpression"], _values(request)
            new = change(expression)(old or dict(request["Key"]), values)
        table.put(new)
        return new

    def transact_write_items(self, **request: Any) -> dict[str, Any]:
        """All or nothing; the same token again is the same call."""
        return self._called("TransactWriteItems", lambda: self._transact(request))

    def _transact(self, request: dict[str, Any]) -> dict[str, Any]:
        token = request["ClientRequestToken"]
        if token in self._tokens:
            return {}
        writes = [next(iter(each.items())) for each in request["TransactItems"]]
        self._check_size([write for _, write in writes])
        olds = [self._old(kind, write) for kind, write in writes]
        reasons = [
            {"Code": "None"}
            if _holds(write, old)
            else {"Code": "ConditionalCheckFailed", **_told(write, old)}
            for (_, write), old in zip(writes, olds, strict=True)
        ]
        if any(reason["Code"] != "None" for reason in reasons):
            code = "TransactionCanceledException"
            raise refused(code, "TransactWriteItems", CancellationReasons=reasons)
        for (kind, write), old in zip(writes, olds, strict=True):
            self._write(kind, write, old)
        self._tokens.add(token)
        return {}

    def _check_size(self, writes: list[dict[str, Any]]) -> None:
        """Of a transaction, which takes each item once."""
        items = [write.get("Item") or write["Key"] for write in writes]
        places = {
            (write["TableName"], self.tables[write["TableName"]].place(item))
            for write, item in zip(writes, items, strict=True)
        }
        if len(writes) > MOST_AT_ONCE or len(places) < len(writes):
            raise refused("ValidationException", "TransactWriteItems")
        if sum(map(weight, items)) > _MOST_BYTES:
            raise refused("ValidationException", "TransactWriteItems")

    def query(self, **request: Any) -> dict[str, Any]:
        """Items of one hash in the order of their range."""
        return self._called("Query", lambda: self._query(request))

    def _query(self, request: dict[str, Any]) -> dict[str, Any]:
        _check_names(request)
        table = self.tables[request["TableName"]]
        index = table.indexes[request.get("IndexName", "")]
        text, values = request["KeyConditionExpression"], _values(request)
        name = text.split("AND")[0].split("=")[1].strip()
        partition = index.items.get(from_wire(values[name]), {})
        fits = condition(text)
        rows = [(place, item) for place, item in partition.items() if fits(item, values)]
        forward = request.get("ScanIndexForward", True)
        rows.sort(key=lambda row: (from_wire(row[1][index.range]), row[0]), reverse=not forward)
        start = request.get("ExclusiveStartKey")
        if start is not None:
            places = [place for place, _ in rows]
            rows = rows[places.index(table.place(start)) + 1 :]
        limit = request.get("Limit", len(rows))
        page = [table.shown(item, index) for _, item in rows[:limit]]
        last = {"LastEvaluatedKey": page[-1]} if len(rows) > limit else {}
        return {"Items": page, **last}

    def scan(self, TableName: str) -> dict[str, Any]:
        """Everything."""
        return {"Items": self.tables[TableName].all()}


_NEW = ("ALL_NEW", "UPDATED_NEW")


def _values(request: Mapping[str, Any]) -> Mapping[str, Any]:
    values: Mapping[str, Any] = request.get("ExpressionAttributeValues", {})
    return values


def _check_names(request: Mapping[str, Any]) -> None:
    """What an expression names is given, and nothing else."""
    wanted = set[str]().union(*(named(request.get(each, "")) for each in _EXPRESSIONS))
    given = {*request.get("ExpressionAttributeNames", ()), *_values(request)}
    if wanted != given:
        raise refused("ValidationException", f"{sorted(wanted ^ given)}")


def _holds(request: Mapping[str, Any], old: Item | None) -> bool:
    text = request.get("ConditionExpression")
    return not text or condition(text)(old or {}, _values(request))


def _told(request: Mapping[str, Any], old: Item | None) -> dict[str, Any]:
    wanted = request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
    return {"Item": old} if wanted and old is not None else {}
