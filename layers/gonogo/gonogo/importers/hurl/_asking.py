"""Hurl's queries and predicates in our sources and comparisons."""

from __future__ import annotations

import json
import re
from typing import Any

from gonogo.importers._contract import Notes, Plain

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|/(?:[^/\\]|\\.)+/|[^\s"/][^\s]*')
_PLAIN_PATH = re.compile(r"\$(?:\.[A-Za-z_][\w-]*|\[-?\d{1,9}\]|\['[^'\\]*'\])*")
_WITH_PROPERTY = {
    "header": "response_headers",
    "cookie": "response_cookie",
    "jsonpath": "response_jsonpath",
    "xpath": "response_html",
    "regex": "response_regex",
}
_WITHOUT = {
    "status": "response_status",
    "body": "response_text",
    "duration": "response_time",
    "url": "response_url",
    "sha256": "response_sha256",
}
_COUNTED = {"bytes": "response_size", "redirects": "redirect_count"}
_FILTERS = {
    "base64Decode": ("base64_decode", 0),
    "base64Encode": ("base64_encode", 0),
    "base64UrlSafeEncode": ("base64url_encode", 0),
    "count": ("count", 0),
    "daysAfterNow": ("days_until", 0),
    "daysBeforeNow": ("days_since", 0),
    "first": ("first", 0),
    "htmlEscape": ("html_escape", 0),
    "htmlUnescape": ("html_unescape", 0),
    "jsonpath": ("jsonpath", 1),
    "last": ("last", 0),
    "nth": ("nth", 1),
    "regex": ("regex", 1),
    "replace": ("replace", 2),
    "replaceRegex": ("replace_regex", 2),
    "split": ("split", 1),
    "toDate": ("to_date", 1),
    "toFloat": ("to_number", 0),
    "toHex": ("to_hex", 0),
    "toInt": ("to_int", 0),
    "toString": ("to_text", 0),
    "urlDecode": ("url_decode", 0),
    "urlEncode": ("url_encode", 0),
    "urlQueryParam": ("url_query_param", 1),
    "xpath": ("xpath", 1),
}
"""Ours, and the number of arguments."""
_COMPARED = {
    ">": "is_greater_than",
    ">=": "is_greater_than_or_equal",
    "<": "is_less_than",
    "<=": "is_less_than_or_equal",
    "contains": "contains",
    "startsWith": "starts_with",
    "endsWith": "ends_with",
    "matches": "matches",
}
_ALONE = {
    "exists": "exists",
    "isString": "is_a_text",
    "isBoolean": "is_a_boolean",
    "isCollection": "is_a_list",
    "isList": "is_a_list",
    "isObject": "is_an_object",
    "isNumber": "is_a_number",
    "isInteger": "is_a_number",
    "isFloat": "is_a_number",
}
_NOT = {
    "exists": "does_not_exist",
    "contains": "does_not_contain",
    "matches": "does_not_match",
    "equal": "not_equal",
    "is_greater_than": "is_less_than_or_equal",
    "is_less_than": "is_greater_than_or_equal",
}


def capture(name: str, written: str, where: str, notes: Notes) -> Plain | None:
    """A variable taken from the answer."""
    words = _TOKEN.findall(written)
    if words and words[-1] == "redact":
        words.pop()
    asked, rest = _filtered(*_query(words))
    if asked is None or rest:
        notes.lost(where, f"the capture {name}: {written}")
        return None
    return {"name": name, **asked}


def assertion(line: str, where: str, notes: Notes) -> Plain | None:
    """One line of [Asserts]."""
    asked, rest = _filtered(*_query(_TOKEN.findall(line)))
    judged = _predicate(asked, rest) if asked is not None else None
    if judged is None:
        notes.lost(where, f"the assert {line}")
    return judged


def _query(words: list[str]) -> tuple[Plain | None, list[str]]:
    if not words:
        return None, words
    word, rest = words[0], words[1:]
    if word == "certificate" and rest[:2] == ['"Expire-Date"', "daysAfterNow"]:
        return {"source": "certificate_days_left"}, rest[2:]
    if word in _COUNTED and rest[:1] == ["count"]:
        return {"source": _COUNTED[word]}, rest[1:]
    if word in _WITHOUT:
        return {"source": _WITHOUT[word]}, rest
    if word not in _WITH_PROPERTY or not rest:
        return None, rest
    found = _literal(rest[0])
    if not isinstance(found, str):
        return None, rest
    asked = {"source": _WITH_PROPERTY[word], "property": found}
    if word == "jsonpath" and _PLAIN_PATH.fullmatch(found):
        asked["source"] = "response_json"
    return asked, rest[1:]


def _filtered(asked: Plain | None, words: list[str]) -> tuple[Plain | None, list[str]]:
    """The question with the filters that follow it, and the words after those."""
    chain: list[Any] = []
    while asked is not None and words and words[0] in _FILTERS:
        ours, count = _FILTERS[words[0]]
        given = [_literal(word) for word in words[1 : count + 1]]
        if len(given) < count:
            return None, words
        chain.append({ours: given[0] if count == 1 else given} if count else ours)
        words = words[count + 1 :]
    return ({**asked, "filters": chain} if asked is not None and chain else asked), words


def _predicate(asked: Plain, words: list[str]) -> Plain | None:
    negated = words[:1] == ["not"]
    words = words[1:] if negated else words
    if not words:
        return None
    word, rest = words[0], words[1:]
    if word == "isEmpty" and not rest:
        return _emptiness(asked, negated)
    if word in _ALONE and not rest:
        comparison = _ALONE[word]
        return _negated({**asked, "comparison": comparison}, negated)
    if len(rest) != 1:
        return None
    value = _literal(rest[0])
    if word in ("==", "equals", "!="):
        return _equality(asked, value, negated != (word == "!="))
    if word not in _COMPARED or value is None:
        return None
    return _negated({**asked, "comparison": _COMPARED[word], "value": value}, negated)


def _negated(judged: Plain, negated: bool) -> Plain | None:
    if not negated:
        return judged
    word = _NOT.get(judged["comparison"])
    return {**judged, "comparison": word} if word else None


def _equality(asked: Plain, value: Any, negated: bool) -> Plain | None:
    if value is None:
        return None if negated else {**asked, "comparison": "is_null"}
    if negated:
        return {**asked, "comparison": "not_equal", "value": value}
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return {**asked, "comparison": "equal_number" if number else "equal", "value": value}


def _emptiness(asked: Plain, negated: bool) -> Plain | None:
    if asked["source"] == "response_json" and "filters" not in asked:  # a list as well as a text
        path = f"{asked['property']}.length"
        word = "is_greater_than" if negated else "equal_number"
        return {**asked, "property": path, "comparison": word, "value": 0}
    return {**asked, "comparison": "not_empty" if negated else "empty"}


def _literal(word: str) -> Any:
    """A text, a pattern, a number, true, false or null; a bare word is a text."""
    if len(word) > 1 and word[0] == word[-1] == "/":
        return word[1:-1].replace("\\/", "/")
    if word.startswith(("hex,", "base64,")):
        return word.partition(",")[2].rstrip(";")
    try:
        value = json.loads(word)
    except (ValueError, RecursionError):
        return word.strip('"')
    return value if isinstance(value, str | int | float | bool) or value is None else word
