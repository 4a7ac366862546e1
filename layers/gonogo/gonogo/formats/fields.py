"""A request step's fields from pairs, as other tools list headers, parameters and forms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

_UNSAFE = re.compile(r"[\x00-\x20\x7f\\\"<>^`|]")
_CREDENTIAL = re.compile(r"authorization|cookie|token|secret|api-?key|password", re.IGNORECASE)


def by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """One value as it is, several of one name as a list.

    >>> by_name([("a", "1"), ("b", "2"), ("a", "3")])
    {'a': ['1', '3'], 'b': '2'}
    """
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def encoded_url(url: str) -> str:
    """The URL with what may not stand in one percent-encoded; placeholders stay.

    >>> encoded_url("http://a.test/b c?q={{x y}}")
    'http://a.test/b%20c?q={{x y}}'
    """
    parts = re.split(r"(\{\{[^{}]*\}\})", url.strip())
    return "".join(
        part if index % 2 else _UNSAFE.sub(lambda found: quote(found.group()), part)
        for index, part in enumerate(parts)
    )


def has(headers: Iterable[tuple[str, str]], name: str) -> bool:
    """Whether a header of that name is there."""
    return any(key.lower() == name for key, _ in headers)


def holds_credential(name: str) -> bool:
    """Whether a header or parameter of that name usually carries a secret."""
    return bool(_CREDENTIAL.search(name))


def said(step: dict[str, Any]) -> dict[str, Any]:
    """Without the fields that say nothing."""
    return {key: value for key, value in step.items() if value not in (None, "", {}, [], ())}
