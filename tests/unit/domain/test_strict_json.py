"""JSON from outside: what the standard parser lets through is refused, with a sentence."""

from __future__ import annotations

import pytest

from gonogo.domain.strict_json import MAX_DEPTH, read_json
from gonogo.errors import Invalid, TooLarge

TRAPS = {
    "deep, beyond the parser's stack": b"[" * 100_000,
    "deep, within the parser's stack": b"[" * 65 + b"]" * 65,
    "5,000 digits": b"9" * 5000,
    "beyond 64 bits": b"18446744073709551616",
    "infinite by exponent": b"1e400",
    "NaN": b'{"a": NaN}',
    "Infinity": b"[-Infinity]",
    "doubled names": b'{"a": 1, "a": 2}',
    "doubled names, nested": b'[{"a": {"b": 1, "b": 2}}]',
    "half a surrogate": b'"\\ud800"',
    "half a surrogate as a name": b'{"\\udfff": 1}',
    "NUL": b'"a\\u0000b"',
    "byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "overlong UTF-8": b'"\xc0\xaf"',
    "two values": b"{} {}",
    "nothing": b"",
    "trailing comma": b"[1,]",
}


@pytest.mark.parametrize("data", TRAPS.values(), ids=TRAPS.keys())
def test_a_trap_is_refused_as_invalid(data: bytes) -> None:
    """Never another exception: the caller's fault stays the caller's fault."""
    with pytest.raises(Invalid):
        read_json(data)


def test_a_doubled_name_is_named() -> None:
    """The caller learns which."""
    with pytest.raises(Invalid) as caught:
        read_json(b'{"user": 1, "user": 2}')
    assert caught.value.field == "user"


def test_too_many_bytes_are_their_own_error() -> None:
    """It has a status of its own outside."""
    with pytest.raises(TooLarge):
        read_json(b'"' + b"a" * 100 + b'"', max_bytes=100)


def test_the_limits_themselves_are_accepted() -> None:
    """64 levels, 63 bits, and characters beyond the basic plane."""
    assert read_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    assert read_json(b"-9223372036854775808") == -(2**63)
    assert read_json('"\\ud83d\\ude00 ü"'.encode()) == "😀 ü"
