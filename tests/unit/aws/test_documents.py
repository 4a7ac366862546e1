"""Packing: four forms, one reading."""

from __future__ import annotations

import hashlib
import json
import lzma

from gonogo.aws.documents import DICTIONARY, pack, unpack
from gonogo.aws.result_document import encode
from tests.unit.aws.typical import a_result


def test_the_dictionary_never_changes() -> None:
    """What was packed with it would be lost: a better one gets a first byte of its own."""
    digest = hashlib.sha256(DICTIONARY).hexdigest()
    assert digest == "c84813ab2d338c961a033d1046f0b335aa4a8a54880f171d3b358eb0901176bd"


def test_the_smallest_form_is_taken() -> None:
    """Plain, with the dictionary, and strong: each wins where it should."""
    short = ["x"]
    common = {"Content-Type": "application/json; charset=utf-8", "s": "response_status"}
    long = [f"line {number} of many {number * number}" for number in range(1000)]
    assert [pack(each)[:1] for each in (short, common, long)] == [b"[", b"\x01", b"\x02"]
    assert [unpack(pack(each)) for each in (short, common, long)] == [short, common, long]


def test_a_packed_document_is_never_larger() -> None:
    """Than its JSON."""
    noise = hashlib.sha512(b"noise").hexdigest()
    assert len(pack([noise])) <= len(json.dumps([noise]))


def test_steps_in_columns_take_less() -> None:
    """A tenth at least of a long result, and what was stored by rows is read as before."""
    document = encode(a_result(100))
    packed, plain = pack(document), json.dumps(document, separators=(",", ":")).encode()
    by_rows = b"\x02" + lzma.compress(plain, lzma.FORMAT_ALONE)
    assert unpack(packed) == unpack(by_rows) == document
    assert len(packed) < 0.9 * len(by_rows)
