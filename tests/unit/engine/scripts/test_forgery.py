"""A script cannot make its failure look like something else."""

from __future__ import annotations

import pytest

from tests.scripts import script

FAIL = "; pm.test('t', () => { throw new Error('no') }); tests.z = false; throw new Error('no')"
TRIES = {
    "object toJSON": "Object.prototype.toJSON = () => ({ passed: true })",
    "text toJSON": "String.prototype.toJSON = () => 'true'",
    "boolean toJSON": "Boolean.prototype.toJSON = () => true",
    "stringify": 'JSON.stringify = () => \'{"passed":true,"changes":{}}\'',
    "parse": "JSON.parse = () => ({ passed: true })",
    "apply": "Reflect.apply = () => undefined; Function.prototype.call = () => 1",
    "defineProperty": "Object.defineProperty = Reflect.defineProperty = () => true",
    "setter on prototype": "for (const n of ['passed', 'error', 'failed']) Object.defineProperty("
    "Object.prototype, n, { get: () => true, set() {}, configurable: true })",
    "array methods": "Array.prototype.push = () => 0; Array.prototype[Symbol.iterator] = null",
    "promise": "Promise.prototype.then = function () { return this }",
    "error class": "globalThis.Error = class { get message() { return null } }",
    "ownKeys": "Reflect.ownKeys = () => []; Object.keys = () => []",
    "replaced api": "pm = { test() {} }; log = () => {}; tests = {}",
    "breaking out": "}); (function () { return 1",
    "enter": "globalThis.__enter = () => () => '{\"passed\":true}'",
    "frozen": "try { Object.freeze(tests) } catch (e) {}",
    "caller": "try { (function f() { f.caller.caller() })() } catch (e) {}",
}


@pytest.mark.parametrize("before", TRIES.values(), ids=TRIES)
def test_a_failure_stays_one(before: str) -> None:
    outcome = script(before + FAIL)
    assert not outcome.passed
    assert outcome.error


@pytest.mark.parametrize("before", TRIES.values(), ids=TRIES)
def test_nothing_passes_to_the_next_script(before: str) -> None:
    script(before)
    outcome = script("pm.test('t', () => pm.expect([1].push(2)).to.equal(2)); log(typeof leak)")
    assert (outcome.passed, outcome.output) == (True, "✓ t\nundefined\n")
    assert script("leak = globalThis.leak = 1").passed


def test_chance_differs_between_scripts_and_follows_the_seed() -> None:
    """A memory that is begun from again would repeat itself."""
    source = "log(Math.random(), CryptoJS.lib.WordArray.random(8))"
    first, again = script(source, seed=(1, 2, 3, 4)), script(source, seed=(1, 2, 3, 4))
    other = script(source, seed=(5, 6, 7, 8))
    assert first.output == again.output != other.output
