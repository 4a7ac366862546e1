"""A1: no pattern, however hostile, holds a run up: it is quick on a megabyte, or refused."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import product

import pytest

from gonogo.engine.expressions import Absent
from gonogo.engine.patterns import compile_pattern, encodable, first_match, substitute

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
    """The goal is 100 ms, for comparing and for taking a group out alike."""
    compiled = compile_pattern(pattern)
    if isinstance(compiled, Absent):
        assert compiled.fault
        assert first_match(pattern, TEXT, "it") == compiled
        return
    assert seconds(lambda: compiled.search(TEXT)) < 0.1
    assert seconds(lambda: first_match(pattern, TEXT, "it")) < 0.1


@pytest.mark.parametrize("pattern", [*PATTERNS, "a", "a[^z]*z|a", "(a)[^z]*z|(a)", ""])
def test_replacing_every_match_ends(pattern: str) -> None:
    """One match is linear; a million of them are not, so together they have a limit."""
    assert seconds(lambda: substitute(pattern, r"<\0>", TEXT)) < 1.0


def seconds(work: Callable[[], object]) -> float:
    """Of this thread's own computing: what else runs on the machine does not count."""
    began = time.thread_time()
    work()
    return time.thread_time() - began


def test_group_is_told_of_a_match_of_any_use() -> None:
    """A short match in a long text is told; one of more than half a megabyte is refused."""
    assert first_match(r"([a-z])!$", TEXT, "it") == "a"
    assert first_match(r"^a+!$", TEXT, "it") == TEXT
    refused = first_match(r"^(a)+!$", TEXT, "it")
    assert isinstance(refused, Absent)
    assert refused.why == "the match has 1048576 characters; a group is told of up to 524288"


@pytest.mark.parametrize(
    ("pattern", "group"),
    [
        (r"(?P<n>b)(c)", "b"),
        (r"[(]?(?:a)(b)(c)", "b"),
        (r"\(?a(b)((c))", "b"),
        (r"\Q(\E?a(b)", "b"),
        (r"[^]()](b)(c)", "b"),
        (r"[[:alpha:](](b)", "b"),
        (r"abc", "abc"),
    ],
)
def test_first_group_is_told_whatever_else_has_brackets(pattern: str, group: str) -> None:
    assert first_match(pattern, "abc", "it") == group


@pytest.mark.parametrize(
    ("pattern", "new", "text", "wanted"),
    [
        ("(a)(b)?", r"\2\1", "aab", "aba"),
        ("b*", "-", "aé", "-a-é-"),
        ("a", r"\\1\\", "a", "\\1\\"),
        ("a", r"\0\0 ü", "ab", "aa üb"),
        ("a", r"\d", "a", r"\d"),
    ],
)
def test_new_text_may_name_groups(pattern: str, new: str, text: str, wanted: str) -> None:
    assert substitute(pattern, new, text) == wanted


def test_halves_of_characters_are_no_trap() -> None:
    assert encodable("a\ud800") == "a?"
    assert first_match("\ud800", "?", "it") == Absent(
        "the pattern is not one of RE2: no argument for repetition operator: ?", fault=True
    )


def test_pattern_has_a_length() -> None:
    assert isinstance(compile_pattern("a" * 1_001), Absent)


def test_a_group_that_took_no_part_is_nothing_found() -> None:
    """An empty text would make a variable of nothing, and be unequal to anything."""
    found = first_match("a(x)?b", "ab", "it")
    assert found == Absent("the pattern a(x)?b is in it, and its group is not")
    assert first_match("a(x*)b", "ab", "it") == ""
