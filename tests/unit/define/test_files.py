"""Definition files from the disk: several make one document."""

from __future__ import annotations

from pathlib import Path

import pytest

from gonogo.errors import InvalidDefinition
from gonogo.services.define import files, read_files

TEST = "tests: [{name: T, steps: [{url: 'http://a'}]}]\n"
SUITE = "suites: [{name: S, tests: [T]}]\n"


def put(folder: Path, **files: str) -> list[Path]:
    """Files with these texts."""
    paths = [folder / f"{name}.yaml" for name in files]
    for path, text in zip(paths, files.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def told(paths: list[Path]) -> list[str]:
    """The complaints, with the files' bare names."""
    with pytest.raises(InvalidDefinition) as refused:
        read_files(paths)
    return [problem.replace(f"{paths[0].parent}/", "") for problem in refused.value.problems]


def test_files_may_use_each_others_names(tmp_path: Path) -> None:
    document = read_files(put(tmp_path, suites=f"project: p\n{SUITE}", tests=TEST))
    assert document.project == "p"
    assert [suite.tests for suite in document.suites] == [("T",)]


def test_folder_stands_for_its_files_in_order(tmp_path: Path) -> None:
    put(tmp_path, b=SUITE, a=TEST)
    (tmp_path / "notes.txt").write_text("not ours")
    document = read_files([tmp_path, tmp_path / "a.yaml"])
    assert (len(document.tests), len(document.suites)) == (1, 1)


def test_json_file_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"tests": [{"name": "T", "steps": [{"url": "http://a"}]}]}')
    assert read_files([tmp_path]).tests[0].name == "T"


def test_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbf" + TEST.encode())
    assert read_files([tmp_path]).tests[0].name == "T"


def test_problems_of_every_file_are_told(tmp_path: Path) -> None:
    assert told(put(tmp_path, a="project: 1\n", b="x: 1\n"))[0].startswith("a.yaml:1: project:")
    assert told(put(tmp_path, a="project: 1\n", b="x: 1\n"))[1].startswith("b.yaml:1: x:")


def test_name_in_two_files_is_told_where_it_stands_again(tmp_path: Path) -> None:
    (problem,) = told(put(tmp_path, a=TEST, b=f"\n{TEST}"))
    assert problem == "b.yaml:2: tests[0].name: stands twice; each must be different"


def test_files_of_two_projects_do_not_go_together(tmp_path: Path) -> None:
    (problem,) = told(put(tmp_path, a="project: a\n", b="project: b\n"))
    assert problem == 'b.yaml:1: project: the files belong to different projects: "a" and "b"'


def test_unknown_name_is_told_in_its_own_file(tmp_path: Path) -> None:
    (problem,) = told(put(tmp_path, a=TEST.replace("T", "U"), b=f"\n\n{SUITE}"))
    assert problem == 'b.yaml:3: suites[0].tests[0]: "T" is not accepted; accepted: U'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: 1\nb: \xff\n", ":2: is not UTF-8 text"),
        (b"a" * (1024 * 1024 + 1), ": has more than 1048576 bytes"),
        (b"", ": the file is empty"),
    ],
)
def test_unreadable_file_is_told(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(content)
    assert told([path]) == [f"a.yaml{message}"]


def test_missing_file_and_empty_folder_are_told(tmp_path: Path) -> None:
    assert told([tmp_path / "a.yaml"]) == ["a.yaml: cannot be read: No such file or directory"]
    with pytest.raises(InvalidDefinition, match=r"holds no .yaml, .yml, .json file"):
        read_files([tmp_path])


def test_folders_are_read_to_their_depth_but_not_what_others_keep_there(tmp_path: Path) -> None:
    """A repository's root may be given as it is."""
    for folder in ("", "a/b/c", "node_modules/x", ".git", ".venv/lib", "venv"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        put(tmp_path / folder, t=TEST.replace("T", folder or "root"))
    (tmp_path / "a/loop").symlink_to(tmp_path)
    assert [test.name for test in read_files([tmp_path]).tests] == ["a/b/c", "root"]
    assert [test.name for test in read_files([tmp_path / ".git"]).tests] == [".git"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("package.json", '{"name": "x", "scripts": {}}'),
        ("compose.yaml", "services: {a: {image: b}}\n"),
        ("rows.json", '[{"id": 1}]'),
        ("broken.json", "{"),
        ("empty.yaml", ""),
    ],
)
def test_file_of_a_folder_that_is_none_of_ours_is_passed_over(
    tmp_path: Path, name: str, text: str
) -> None:
    """Told to who asks, and refused where it was named."""
    put(tmp_path, a=TEST)
    (tmp_path / name).write_text(text)
    others: list[Path] = []
    assert len(files.read_files([tmp_path], others=others).tests) == 1
    assert others == [tmp_path / name]
    with pytest.raises(InvalidDefinition):
        read_files([tmp_path / name])


@pytest.mark.parametrize(
    "text",
    ["tests: 1\n", "{tests: 1}", "'tests': 1", '{"x": 1, "tests": []}', "project: p\nx: [\n"],
)
def test_file_of_a_folder_that_means_to_be_ours_must_be_right(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yaml").write_text(text)
    with pytest.raises(InvalidDefinition):
        read_files([tmp_path])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_definition_in_utf_16_is_never_passed_over(tmp_path: Path, encoding: str) -> None:
    """PowerShell writes it so; its tests would be missing, and the verdict a go."""
    put(tmp_path, a=TEST)
    (tmp_path / "b.yaml").write_bytes(TEST.replace("T", "U").encode(encoding))
    with pytest.raises(InvalidDefinition, match=r"b\.yaml:1: is not UTF-8 text"):
        read_files([tmp_path])


def test_endings_in_capitals_count_in_folders(tmp_path: Path) -> None:
    (tmp_path / "A.YAML").write_text(TEST)
    (tmp_path / "B.Yml").write_text(SUITE)
    assert [test.name for test in read_files([tmp_path]).tests] == ["T"]
