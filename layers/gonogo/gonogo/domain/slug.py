"""What a suite is called in addresses: a slug of its name, or its number."""

from __future__ import annotations

import hashlib
import re

from gonogo.domain.ids import NUMBER_BITS, SuiteId, number_of
from gonogo.domain.project import Suite
from gonogo.errors import NotFound

_BETWEEN = re.compile(r"[\W_]+")


def slug(name: str) -> str:
    """The name in lower case, with a hyphen for what is neither letter nor digit.

    >>> slug("BB Web: sanity (1)")
    'bb-web-sanity-1'
    """
    return _BETWEEN.sub("-", name.lower()).strip("-")


def suite_number(suite: SuiteId) -> int:
    """The number inside a suite's id; of an older id, which has none, a digest of 53 bits."""
    try:
        return number_of("suite", suite)
    except NotFound:
        digest = hashlib.sha256(suite.encode()).digest()
        return int.from_bytes(digest[:8], "big") >> (64 - NUMBER_BITS)


def goes_by(suite: Suite, address: str) -> bool:
    """Whether a suite is meant by its number or its slug; ids and names are the caller's to try."""
    if address.isascii() and address.isdecimal():
        return int(address[:20]) == suite_number(suite.id)
    return bool(address) and address == slug(suite.name)
