"""A1: no pattern, however hostile, holds a run up: it is quick on a megabyte, or refused."""

from __future__ import annotations

import time
from itertools import product
from typing import Any

import pytest

from gonogo.engine.expressions import Absent
from gonogo.engine.patterns import compile_pattern, encodable, first_match

ATOMS = ("a", "(a|aa)", "(a|a?)", r"\w", "[a-z]", "(a+|b)", "(.*a)", "(a*?)")
NESTS = ("^({})+$", "({}*)*b", "^(({})+)+!$", "({}+){{10}}x", "({}|a)*?$")
KNOWN = (
    r"^(a+)+$",
    r"(a*)*b",
    r"(x+x+)+y",
    r"\s+$",
    r"^(([a-z])+.)+[A-Z]([a-z])+$",
    r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3}))$",
    r"(.*)*=.*(.*)*$",
    r"^(.*?,){11}P",
    r"(?:(?:a{1,30}){1,30}){1,30}",
    r"(a|b|ab)*bc",
    r"^(?:(?:\d+,)*)*$",
    r"(\w+\s?)*!$",
    r"((((a*)*)*)*)*c",
    r"(a{0,1000}){0,1000}b",
    r"(?i)(k|\x{17F})+$",
    r"(?:.|\n)*?(?:.|\n)*?b",
    r"[\s\S]*[\s\S]*[\s\S]*c",
    r"(?=a)",
    r"(a)\1",
    r"a{1001}",
    r"(?<!a)b",
    r"(?>a+)b",
    r"\C*",
    r"(?P<n>a)(?P=n)",
    r"^(a?){500}a{500}$",
)
PATTERNS = [nest.format(atom) for nest, atom in product(NESTS, ATOMS)] + list(KNOWN)
PATTERNS += [f"(?i){pattern}" for pattern in PATTERNS]
TEXT = "a" * (1024 * 1024 - 1) + "!"


def test_there_are_enough_of_them() -> None:
    assert len(PATTERNS) >= 100


@pytest.mark.parametrize("pattern", PATTERNS)
def test_hostile_pattern_is_quick_or_refused(pattern: str) -> None:
    """The goal is 100 ms; groups cost more, and still no more for a longer or worse pattern."""
    compiled = compile_pattern(pattern)
    if isinstance(compiled, Absent):
        assert compiled.fault
        return
    assert seconds(compiled) < 0.1
    assert seconds(compile_pattern(pattern, groups=True)) < 0.5


def seconds(compiled: Any) -> float:
    began = time.process_time()
    compiled.search(TEXT)
    return time.process_time() - began


def test_halves_of_characters_are_no_trap() -> None:
    assert encodable("a\ud800") == "a?"
    assert first_match("\ud800", "?", "it") == Absent(
        "the pattern is not one of RE2: no argument for repetition operator: ?", fault=True
    )


def test_pattern_has_a_length() -> None:
    assert isinstance(compile_pattern("a" * 1_001), Absent)
