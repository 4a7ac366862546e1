"""Files given to `gonogo run`: patterns, variables, rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from gonogo.cli.running.given import expand, read_rows, read_variables
from gonogo.errors import Invalid


def a_file(folder: Path, name: str, text: str = "") -> Path:
    """A file with a text."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_pattern_becomes_the_definition_files_it_matches(tmp_path: Path) -> None:
    for name in ("b/deep/x.yaml", "a.yml", "b/notes.txt", "b/y.json"):
        a_file(tmp_path, name)
    found = expand([tmp_path / "**/*", tmp_path / "a.yml"])
    assert [str(p.relative_to(tmp_path)) for p in found] == ["a.yml", "b/deep/x.yaml", "b/y.json"]


def test_a_relative_pattern_starts_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_file(tmp_path, "t/a.yaml")
    monkeypatch.chdir(tmp_path)
    assert expand([Path("t/*.yaml"), Path("t")]) == (Path("t/a.yaml"), Path("t"))


@pytest.mark.parametrize(
    ("name", "told"), [("none.yaml", "There is no"), ("**/*.yaml", "No definition file matches")]
)
def test_what_matches_nothing_is_an_error(tmp_path: Path, name: str, told: str) -> None:
    a_file(tmp_path, "node_modules/a.yaml")
    with pytest.raises(Invalid, match=told):
        expand([tmp_path / name])


def test_a_pattern_leaves_others_folders_out_unless_it_names_them(tmp_path: Path) -> None:
    path = a_file(tmp_path, "node_modules/x/a.yaml")
    assert expand([tmp_path / "node_modules/**/*.yaml"]) == (path,)


def test_rows_without_end_are_refused(tmp_path: Path) -> None:
    """Before they fill the memory: each would be a test of its own."""
    path = a_file(tmp_path, "rows.csv", "a\n" + "1\n" * 100_001)
    with pytest.raises(Invalid, match="more than 100000 rows"):
        read_rows(path)


def test_a_ragged_row_is_told_with_its_line_and_the_columns(tmp_path: Path) -> None:
    path = a_file(tmp_path, "rows.csv", "id,name\n1,a\n2\n")
    with pytest.raises(Invalid, match=r"rows.csv:3: 1 value for the 2 columns id, name"):
        read_rows(path)


def test_variables_are_read_as_shells_write_them(tmp_path: Path) -> None:
    text = "# c\n\nA=1\nexport B = two words # c\nC='a # \\n'\nD=\"x\\ny\"\nE=\nF=a=b#c\n"
    assert read_variables(a_file(tmp_path, ".env", text)) == {
        "A": "1", "B": "two words", "C": "a # \\n", "D": "x\ny", "E": "", "F": "a=b#c",
    }  # fmt: skip


def test_a_line_that_sets_nothing_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"\.env:2 is no line"):
        read_variables(a_file(tmp_path, ".env", "A=1\nnonsense\n"))


def test_rows_of_csv_and_json_are_texts(tmp_path: Path) -> None:
    table = a_file(tmp_path, "r.csv", '\ufeffid,name\r\n1,"a, ""b"""\r\n\r\n2,\r\n')
    assert read_rows(table) == ({"id": "1", "name": 'a, "b"'}, {"id": "2", "name": ""})
    listed = a_file(tmp_path, "r.json", '[{"id": 1, "ok": true, "o": {"a": [null]}, "t": "x"}]')
    assert read_rows(listed) == ({"id": "1", "ok": "true", "o": '{"a": [null]}', "t": "x"},)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("r.csv", ""), ("r.csv", "id\n"), ("r.csv", "id,name\n1\n"), ("r.csv", "id,id\n1,2\n"),
        ("r.json", "[]"), ("r.json", "{}"), ("r.json", "[1]"), ("r.json", "nope"),
    ],
)  # fmt: skip
def test_rows_that_cannot_be_used_are_an_error(tmp_path: Path, name: str, text: str) -> None:
    """None at all, too: nothing run is never green."""
    with pytest.raises(Invalid) as caught:
        read_rows(a_file(tmp_path, name, text))
    assert caught.value.field == "--data"
