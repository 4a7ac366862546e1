"""The page of the figures: what makes a row broken, and that a row alone is replaced."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner

from trust import __main__, _apart, _page
from trust._figure import Figure, Measured
from trust._page import Row


def figure(id: str) -> Figure:
    """One with two faults."""
    planted = {"a guard is gone": nullcontext, "it counts nothing": nullcontext}
    return Figure(id=id, claim="a|b", bar="0", measure=lambda _: kept(), planted=planted)


def kept(*, holds: bool | None = True) -> Measured:
    """A measurement."""
    return Measured(figure="0 of 7", holds=holds)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Row(figure("S1"), kept()), "| 0 of 7 | holds | 2 of 2 |"),
        (Row(figure("S1"), kept(holds=False)), "| 0 of 7 | **broken** | 2 of 2 |"),
        (Row(figure("S1"), kept(holds=None)), "| 0 of 7 | not measured | 2 of 2 |"),
        (Row(figure("S1"), kept(), ("a guard is gone",)), "| 0 of 7 | **broken** | 1 of 2 |"),
    ],
)
def test_a_bar_that_does_not_see_a_fault_is_broken(row: Row, said: str) -> None:
    assert str(row).endswith(said)
    assert "a\\|b" in str(row)


def test_other_rows_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure that is gone loses its row."""
    monkeypatch.setattr(_page, "PAGE", tmp_path / "trust.md")
    both = (figure("S1"), figure("S2"))
    for each in both:
        _page.write(both, Row(each, kept()))
    _page.write(both, Row(both[1], kept(holds=False)))
    page = _page.PAGE.read_text(encoding="utf-8")
    assert [line[:4] for line in page.splitlines() if line.startswith("| S")] == ["| S1", "| S2"]
    assert page.count("**broken**") == 1
    _page.write(both[1:], Row(both[1], kept()))
    assert "| S1" not in _page.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(("seen", "code"), [(True, 0), (False, 1)])
def test_a_fault_that_is_not_found_is_exit_code_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen: bool, code: int
) -> None:
    monkeypatch.setattr(_page, "PAGE", tmp_path / "trust.md")
    monkeypatch.setattr(__main__, "figures", lambda _: (figure("S1"),))
    monkeypatch.setattr(_apart, "measured", lambda *_, **__: kept())
    monkeypatch.setattr(_apart, "found", lambda *_: seen)
    done = CliRunner().invoke(__main__.main, ["S1"])
    assert done.exit_code == code, done.output
    assert ("does not see the fault: a guard is gone" in done.output) is not seen


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["X9"], "there are S1"),
        (["S1", "--planted", "rust"], "there are a guard is gone, it counts nothing"),
        (["--planted", "a guard is gone"], "name the one figure"),
    ],
)
def test_what_is_not_there_names_what_is(
    monkeypatch: pytest.MonkeyPatch, asked: list[str], told: str
) -> None:
    monkeypatch.setattr(__main__, "figures", lambda _: (figure("S1"),))
    done = CliRunner().invoke(__main__.main, asked)
    assert (done.exit_code, told in " ".join(done.output.split())) == (2, True), done.output
