"""Every dialect honours its contract, and its recorded events cover what clients meet first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

import pytest

from gonogo.dialects import dialects
from gonogo.dialects._contract import Dialect, Reply, Request, Route
from gonogo.errors import GonogoError, Internal, NotFound
from tests.golden.recorded import EVENTS, cases, expectation

CASES = ("started", "unknown-id", "bad-key", "rate-limited", "progress")


def operations() -> Iterator[tuple[str, Route, str]]:
    """Every method of every route of every dialect, with the path from the root."""
    for name in dialects.names:
        for route in dialects[name].routes:
            yield from (
                (method, route, dialects[name].mount + route.path) for method in route.methods
            )


@pytest.mark.parametrize("name", dialects.names)
def test_a_dialect_loads_and_lives_below_a_mount_of_its_own(name: str) -> None:
    """One path segment, shared with nobody."""
    dialect = dialects[name]
    assert isinstance(dialect, Dialect)
    assert re.fullmatch(r"/[a-z0-9]+", dialect.mount)
    assert [d.mount for d in dialects.values()].count(dialect.mount) == 1


def test_no_two_routes_answer_the_same_call() -> None:
    """Neither the same path nor two patterns that one path fits."""
    for (method, _, path), (other, _, second) in combinations(operations(), 2):
        same = method == other and _overlap(path, second)
        assert not same, f"{method} {path} and {second} collide"


def _overlap(first: str, second: str) -> bool:
    """Whether some path fits both; a literal beside a parameter decides for the literal."""
    left, right = first.split("/"), second.split("/")
    if len(left) != len(right):
        return False
    pairs = list(zip(left, right, strict=True))
    if any(a != b and "<" not in a + b for a, b in pairs):
        return False
    one_sided = [("<" in a) != ("<" in b) for a, b in pairs]
    return not any(one_sided)


@pytest.mark.parametrize("name", dialects.names)
def test_every_route_says_what_it_does(name: str) -> None:
    """The reference is made of it."""
    for route in dialects[name].routes:
        assert re.fullmatch(r"[A-Z].*\.", route.summary), route.path
        assert len(set(re.findall(r"<(\w+)>", route.path))) == route.path.count("<")


@pytest.mark.parametrize("name", dialects.names)
@pytest.mark.parametrize("case", CASES)
def test_a_dialect_has_recorded_what_clients_meet_first(name: str, case: str) -> None:
    """An event and the reply it must get."""
    path = EVENTS / name / f"{case}.json"
    assert path.is_file()
    assert expectation(path).is_file()


def test_no_expectation_stands_alone() -> None:
    """Each has its event, and the other way round."""
    expected = {path for name in dialects.names for path in (EVENTS / name).glob("*.expect.json")}
    assert expected == {expectation(path) for path in cases()}


def _all_errors(kind: type[GonogoError] = GonogoError) -> Iterator[type[GonogoError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _all_errors(child)


@pytest.mark.parametrize("name", dialects.names)
def test_a_dialect_has_a_reply_for_every_error(name: str) -> None:
    """Even for one that was never meant for it."""
    request = Request(method="GET", path="/", id="req-1")
    for kind in set(_all_errors()):
        error = GonogoError("x")
        error.code = kind.code
        reply = dialects[name].encode_error(error, request)
        assert isinstance(reply, Reply)
        assert 400 <= reply.status <= 599
    assert dialects[name].encode_error(NotFound("x"), request).status == 404
    assert dialects[name].encode_error(Internal("x"), request).status == 500
