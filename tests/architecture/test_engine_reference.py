"""Everything the engine has is in its reference, and a test through the front door proves it."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache
from pathlib import Path

import pytest

from gonogo.engine.scripts.javascript.names import LIBRARIES, OBJECTS, POSTMAN
from gonogo.engine.steps.request import RequestStep, check
from gonogo.services.define.engine_page import PAGE, engine_page
from gonogo.services.define.extensions import BODIES, meanings
from gonogo.services.define.proofs import Proof, cases, proofs
from tests.proving import definitions
from tests.scripts import script

ROOT = Path(__file__).parents[2]
LANGUAGE = """
    AggregateError Array ArrayBuffer AsyncDisposableStack BigInt BigInt64Array
    BigUint64Array Boolean DOMException DataView Date DisposableStack Error EvalError
    FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array
    Int32Array Int8Array InternalError Iterator JSON Map Math NaN Number Object Promise
    Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String
    SuppressedError Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array
    Uint8ClampedArray WeakMap WeakRef WeakSet decodeURI decodeURIComponent encodeURI
    encodeURIComponent escape eval globalThis isFinite isNaN parseFloat parseInt performance
    queueMicrotask undefined unescape
"""
"""What the script language itself brings."""


@cache
def extensions() -> set[tuple[str, str]]:
    """Everything that needs a proof."""
    return {(kind, name) for kind, (_, names) in meanings(ROOT).items() for name in names}


def unproved(known: Collection[Proof]) -> set[tuple[str, str]]:
    """Extensions without a proof."""
    return extensions() - {(proof.kind, proof.name) for proof in known}


def test_the_page_is_what_the_code_generates() -> None:
    """`python -m gonogo.services.define docs/reference` writes it anew."""
    page = (ROOT / "docs/reference" / PAGE).read_text(encoding="utf-8")
    assert page == engine_page(ROOT)


def test_every_extension_has_a_proof() -> None:
    """A case in `tests/golden/proofs/`, or a test with `@pytest.mark.proves(kind, name)`."""
    assert unproved(proofs(ROOT)) == set()


def test_a_proof_that_is_taken_away_is_missed() -> None:
    known = proofs(ROOT)
    already = unproved(known)
    for kind, name in extensions() - already:
        left = [proof for proof in known if (proof.kind, proof.name) != (kind, name)]
        assert unproved(left) - already == {(kind, name)}


def test_every_proof_is_of_something_that_exists() -> None:
    assert {(proof.kind, proof.name) for proof in proofs(ROOT)} - extensions() == set()


def test_every_extension_says_what_it_is() -> None:
    silent = [
        name for _, names in meanings(ROOT).values() for name, said in names.items() if not said
    ]
    assert silent == []


@pytest.mark.parametrize(
    "proof",
    [case for case in cases(ROOT) if case.kind not in ("libraries", "script_languages")],
    ids=lambda proof: f"{proof.kind}-{proof.name}",
)
def test_a_case_uses_what_it_proves(proof: Proof) -> None:
    word = {"json_schema": "matches_schema", "request": "url"}.get(proof.name, proof.name)
    assert all(word in json.dumps(document) for document in definitions(proof))


def test_names_in_scripts_are_those_of_the_machine() -> None:
    source = "log(JSON.stringify([Object.getOwnPropertyNames(globalThis), Object.keys(pm)]))"
    everything, postman = json.loads(script(source).output)
    assert set(everything) - set(LANGUAGE.split()) == set(OBJECTS)
    assert set(postman) == set(POSTMAN)


def test_libraries_of_scripts_are_the_packages() -> None:
    packages = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert set(packages) - {"quickjs-wasi"} == set(LIBRARIES)


@pytest.mark.parametrize("name", sorted(set(RequestStep.__dataclass_fields__) - {"url", "method"}))
def test_bodies_are_the_fields_of_which_a_request_has_one(name: str) -> None:
    content = {"query": "a"} if name == "graphql" else 1.0 if name == "timeout" else "a"
    one, other = ("json", "form") if name != "json" else ("form", "body")
    fields = {one: {"a": "b"}, name: content}
    step = RequestStep(**{"id": "s", "url": "http://a.test/", **fields})
    refused = any("a request has one" in said for _, said in check(step))
    assert refused == (name in BODIES and name != one) or other == name
