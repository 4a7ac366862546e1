"""`jsonpath`: standard JSONPath (RFC 9535), in bounds that keep its known bombs out."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from iregexp_check import check
from jsonpath_rfc9535 import JSONPathEnvironment, JSONPathError, JSONPathQuery
from jsonpath_rfc9535.function_extensions import ExpressionType, FilterFunction

from gonogo.engine.expressions import Absent
from gonogo.engine.json_document import parse
from gonogo.engine.json_path import MAX_PATH
from gonogo.engine.languages._contract import Language
from gonogo.engine.patterns import compile_pattern, encodable

MAX_DESCENDANTS = 2
"""Each `..` walks the whole document once for every node that the one before it found."""
MAX_NODES = 10_000
_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")
_DOT = re.compile(r"\\.|\[(?:[^\]\\]|\\.)*\]|\.")


def evaluate(document: bytes, path: str) -> object:
    """The value of a path that names one place; else the list of what it selects.

    >>> evaluate(b'{"a": [{"b": 1}, {"b": 2}]}', "$.a[-1].b")
    2
    >>> evaluate(b'{"a": [{"b": 1}, {"b": 2}]}', "$.a[?@.b > 1]")
    [{'b': 2}]
    >>> evaluate(b"{}", "$.a").why
    'nothing is at $.a'
    >>> evaluate(b"{}", "$..*..*..*").why
    'the JSONPath is too costly: at most 1000 characters, 2 times .. and no filter in a filter'
    """
    if _too_costly(path):
        limits = f"at most {MAX_PATH} characters, {MAX_DESCENDANTS} times .."
        return Absent(f"the JSONPath is too costly: {limits} and no filter in a filter", fault=True)
    value: Any = parse(document)
    if isinstance(value, Absent):
        return value
    try:
        query = _compiled(path)
        found = []
        for node in query.finditer(value):
            found.append(node.value)
            if len(found) > MAX_NODES:
                return Absent(f"the JSONPath selects more than {MAX_NODES} values", fault=True)
    except JSONPathError as error:
        return Absent(f"the JSONPath failed ({str(error).splitlines()[0][:200]})", fault=True)
    if query.singular_query():
        return found[0] if found else Absent(f"nothing is at {path[:200]}")
    return found


def _too_costly(path: str) -> bool:
    plain = _QUOTED.sub("''", path)
    if len(path) > MAX_PATH or plain.count("..") > MAX_DESCENDANTS:
        return True
    filters: list[bool] = []
    for character in plain:
        if character == "[":
            filters.append(False)
        elif character == "]" and filters:
            filters.pop()
        elif character == "?" and filters:
            if any(filters[:-1]):
                return True
            filters[-1] = True
    return False


@lru_cache(maxsize=256)
def _compiled(path: str) -> JSONPathQuery:
    return _environment().compile(path)


@cache
def _environment() -> JSONPathEnvironment:
    environment = JSONPathEnvironment()
    environment.function_extensions["match"] = _Matches(whole=True)
    environment.function_extensions["search"] = _Matches(whole=False)
    return environment


class _Matches(FilterFunction):
    """The standard's `match` and `search`; the library's own would take any time."""

    arg_types = [ExpressionType.VALUE, ExpressionType.VALUE]  # noqa: RUF012 -- as its base says it
    return_type = ExpressionType.LOGICAL

    def __init__(self, *, whole: bool) -> None:
        self._whole = whole

    def __call__(self, text: object, pattern: object) -> bool:
        if not isinstance(text, str) or not isinstance(pattern, str) or not check(pattern):
            return False
        compiled = compile_pattern(_DOT.sub(_any_character, pattern))
        if isinstance(compiled, Absent):
            return False
        find = compiled.fullmatch if self._whole else compiled.search
        return find(encodable(text)) is not None


def _any_character(found: re.Match[str]) -> str:
    """The standard's dot is neither of the characters that end a line."""
    return r"[^\n\r]" if found[0] == "." else found[0]


LANGUAGE = Language(evaluate)
