"""What Runscope's definitions and its results call the same source or comparison, both ways."""

from __future__ import annotations

from collections.abc import Mapping

SOURCES: Mapping[str, str] = {
    "response_status": "status_code",
    "response_headers": "response_header",
    "response_json": "json",
    "response_xml": "xml",
    "response_text": "text",
    "response_time": "response_time_ms",
    "response_size": "response_size_bytes",
}
"""Sources of a definition, as results name them."""

COMPARISONS: Mapping[str, str] = {
    "equal": "equals",
    "not_equal": "does_not_equal",
    "empty": "is_empty",
    "not_empty": "is_not_empty",
    "equal_number": "equals_number",
    "is_less_than": "less_than",
    "is_less_than_or_equal": "less_than_or_equal",
    "is_greater_than": "greater_than",
    "is_greater_than_or_equal": "greater_than_or_equal",
}
"""Comparisons that results name otherwise; the rest keep their name."""

_SOURCES = {result: definition for definition, result in SOURCES.items()}
_COMPARISONS = {result: definition for definition, result in COMPARISONS.items()}
_COMPARISONS["is_equal"] = "equal_number"  # in the vendor's older samples


def result_source(source: str) -> str:
    """The word for a source in results; those that only gonogo has keep theirs.

    >>> result_source("response_status"), result_source("response_cookie")
    ('status_code', 'response_cookie')
    """
    return SOURCES.get(source, source)


def result_comparison(comparison: str) -> str:
    """The word for a comparison in results."""
    return COMPARISONS.get(comparison, comparison)


def definition_source(word: str) -> str:
    """The word for a source in definitions, whichever of the two is given.

    >>> definition_source("status_code"), definition_source("response_status")
    ('response_status', 'response_status')
    """
    return _SOURCES.get(word, word)


def definition_comparison(word: str) -> str:
    """The word for a comparison in definitions, whichever of the two is given.

    >>> definition_comparison("equals"), definition_comparison("is_equal")
    ('equal', 'equal_number')
    """
    return _COMPARISONS.get(word, word)
