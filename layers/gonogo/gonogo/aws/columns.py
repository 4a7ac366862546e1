"""Rows of like shape turned into columns, which compress better: like stands beside like."""

from __future__ import annotations

from typing import Any, cast

Values = list[Any]
Column = Any
"""A list of plain values as they are, or an object that says how they are made."""


def to_columns(rows: Values) -> Column:
    """The rows as columns, down to their last field.

    >>> to_columns([{"s": 200, "n": "a"}, {"s": 200, "n": "b"}])
    {'k': [['s', 0, {'=': 200}], ['n', 0, ['a', 'b']]]}
    """
    if rows and all(isinstance(row, dict) for row in rows):
        return {"k": [_field(name, rows) for name in dict.fromkeys(n for row in rows for n in row)]}
    if rows and all(isinstance(row, list) for row in rows):
        return _lists(rows)
    if len(rows) > 1 and all(_same(row, rows[0]) for row in rows):
        return {"=": rows[0]}
    return rows


def to_rows(column: Column, count: int) -> Values:
    """The rows back; `count` is how many there were.

    >>> to_rows({"k": [["s", 0, {"=": 200}], ["n", "01", ["b"]]]}, 2)
    [{'s': 200}, {'s': 200, 'n': 'b'}]
    """
    match column:
        case {"k": fields}:
            return _objects(fields, count)
        case {"l": columns}:
            parts = [to_rows(each, count) for each in columns]
            return [[part[row] for part in parts] for row in range(count)]
        case {"n": sizes, "f": flat}:
            items = iter(to_rows(flat, sum(sizes)))
            return [[next(items) for _ in range(size)] for size in sizes]
        case {"=": value}:
            return [value] * count
    return cast(Values, column)


def _field(name: str, rows: Values) -> list[Any]:
    present = [name in row for row in rows]
    column = to_columns([row[name] for row in rows if name in row])
    return [name, 0 if all(present) else "".join("01"[each] for each in present), column]


def _objects(fields: Values, count: int) -> Values:
    rows: list[dict[str, Any]] = [{} for _ in range(count)]
    for name, present, column in fields:
        having = (
            rows if not present else [r for r, p in zip(rows, present, strict=True) if p == "1"]
        )
        for row, value in zip(having, to_rows(column, len(having)), strict=True):
            row[name] = value
    return cast(Values, rows)


def _lists(rows: Values) -> Column:
    sizes = [len(row) for row in rows]
    if len(set(sizes)) == 1:
        return {"l": [to_columns([row[place] for row in rows]) for place in range(sizes[0])]}
    return {"n": sizes, "f": to_columns([item for row in rows for item in row])}


def _same(one: object, other: object) -> bool:
    """Whether both are the same plain value: to Python 1, 1.0 and True are equal."""
    plain = isinstance(one, str | int | float | None)
    return plain and type(one) is type(other) and one == other
