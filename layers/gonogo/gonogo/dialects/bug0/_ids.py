"""Execution ids: `exec_` and the batch's number in base 36."""

from __future__ import annotations

import string

from gonogo.errors import NotFound

_DIGITS = string.digits + string.ascii_lowercase
_PREFIX = "exec_"
_LONGEST = 16


def execution_id(number: int) -> str:
    """The id that clients print.

    >>> execution_id(245888000000000)
    'exec_2f5rdyk5q8'
    """
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return _PREFIX + digits


def batch_number(execution: str) -> int:
    """The batch that an id means; `NotFound` for what is none.

    >>> batch_number(execution_id(245888000000000))
    245888000000000
    """
    digits = execution.removeprefix(_PREFIX)
    known = digits != execution and 0 < len(digits) <= _LONGEST
    if not known or not set(digits) <= set(_DIGITS):
        raise NotFound("Execution not found")
    return int(digits, 36)
