"""XPath under hostile documents and hostile expressions, in process and in a killable worker."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from gonogo.engine.expressions import Absent, Expressions, InProcess
from gonogo.engine.worker import WorkerProcess

LAUGHS = (
    b'<!DOCTYPE l [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 9))
    + b"]><l>&a8;</l>"
)
FILE = b'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/hostname">]><l>&x;</l>'


@pytest.fixture(params=["in process", "worker"])
def expressions(request: pytest.FixtureRequest) -> Iterator[Expressions]:
    found: Expressions = InProcess() if request.param == "in process" else WorkerProcess()
    yield found
    found.close()


def test_both_select_the_same(expressions: Expressions) -> None:
    document = b"<n:a xmlns:n='urn:n'><b i='1'>x<c>y</c></b><b/></n:a>"
    selected = {
        path: expressions.evaluate("xpath", document, None, path)
        for path in ("/n:a/b[1]", "//b/@i", "//b", "count(//b)", "/n:a/b[1]/@i='1'", "1.5")
    }
    assert list(selected.values()) == ["xy", "1", ["xy", ""], 2, True, 1.5]


@pytest.mark.parametrize(
    ("document", "path", "why"),
    [
        (b"<a/>", "/b", "nothing is at /b"),
        (b"<a/>", "/a[", "the XPath failed"),
        (b"<a/>", "unknown()", "the XPath failed"),
        (b"<a/>", "/x:a", "the XPath failed"),
        (b"<a/>", "re:test('a', 'a')", "the XPath failed"),
        (b"<a/>", "//a//b//c", "too costly"),
        (b"<a/>", "/descendant::a//b/ancestor::c", "too costly"),
        (b"<a/>", "/a" * 501, "too costly"),
        (b"<a>", "/a", "the body is not XML"),
        (b"", "/a", "the body is not XML"),
        (b"<a>" * 150 + b"</a>" * 150, "/a", "nested deeper than 100"),
        (b"<a>" + b"<b/>" * 10_001 + b"</a>", "//b", "more than 10000 nodes"),
        (LAUGHS, "string(/l)", ""),
        (FILE, "/l", ""),
    ],
)
def test_bad_input_is_an_answer(
    expressions: Expressions, document: bytes, path: str, why: str
) -> None:
    found = expressions.evaluate("xpath", document, None, path)
    if why:
        assert isinstance(found, Absent)
        assert why in found.why
    else:  # Entities are left as they are: neither grown nor fetched.
        assert isinstance(found, Absent) or found in ("", "&x;")


def test_declared_encoding_wins_over_the_documents(expressions: Expressions) -> None:
    assert expressions.evaluate("xpath", b"<a>\xe9</a>", "iso8859-1", "/a") == "é"


BOMB = "count(/a/*[count(../*[count(../*) > 0]) > 0])"
WIDE = b"<a>" + b"<b/>" * 5_000 + b"</a>"


def test_costly_expression_is_killed_and_the_next_one_answered() -> None:
    worker = WorkerProcess(seconds=0.3)
    assert worker.evaluate("xpath", b"<a>1</a>", None, "/a") == "1"
    began = time.monotonic()
    found = worker.evaluate("xpath", WIDE, None, BOMB)
    assert isinstance(found, Absent)
    assert "took longer than 0.3 s" in found.why
    assert time.monotonic() - began < 5
    assert worker.evaluate("xpath", b"<a>2</a>", None, "/a") == "2"
    worker.close()


def test_worker_that_cannot_start_is_an_answer() -> None:
    worker = WorkerProcess(environment={"PYTHONHOME": "/nonexistent"})
    found = worker.evaluate("xpath", b"<a/>", None, "/a")
    assert found == Absent("the process for expressions did not start", fault=True)
    worker.close()
