"""What `gonogo run` is given in files besides the tests: paths by pattern, variables, rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from gonogo.errors import Invalid
from gonogo.services.define.files import may_define, passed_over

Row = Mapping[str, str]

_WILD = frozenset("*?[")
MAX_BYTES = 32 * 1024 * 1024
"""Of a file of rows or variables: a wrong path must not fill the memory."""
MAX_ROWS = 100_000
"""Rows of `--data`: every one is a test of its own in the reports."""


def expand(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Paths as given; a pattern (`tests/**/*.yaml`) becomes the definition files that it matches.

    Shells do this too, but not in quotes, not on Windows, and few of them `**`.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.exists():
            found[path] = None
            continue
        matches = sorted(_matches(path)) if _WILD & set(str(path)) else []
        if not matches:
            wild = bool(_WILD & set(str(path)))
            told = f"No definition file matches {path}." if wild else f"There is no {path}."
            raise Invalid(told, field="FILE", accepted="a file, a folder, or a pattern")
        found.update(dict.fromkeys(matches))
    return tuple(found)


def _matches(pattern: Path) -> Iterator[Path]:
    inside = pattern.relative_to(pattern.anchor) if pattern.anchor else pattern
    for path in Path(pattern.anchor).glob(str(inside)):
        foreign = {part for part in path.parts if passed_over(part)} - set(pattern.parts)
        if may_define(path) and not foreign and path.is_file():
            yield path


def read_variables(path: Path, option: str = "--env-file") -> dict[str, str]:
    """Variables of an environment file: `NAME=value` lines, as shells and Docker write them."""
    found: dict[str, str] = {}
    for number, line in enumerate(_text(path, option).splitlines(), 1):
        written = line.strip()
        if not written or written.startswith("#"):
            continue
        name, equals, value = written.removeprefix("export ").partition("=")
        if not equals or not name.strip():
            raise Invalid(
                f"{path}:{number} is no line of an environment file.",
                field=option,
                accepted="NAME=value, # a comment, an empty line",
            )
        found[name.strip()] = _value(value.strip())
    return found


def _value(text: str) -> str:
    """A value as it is meant: quotes are off, what stands in single ones is taken as it is.

    >>> _value('"a b" # c'), _value("'a\\\\n'"), _value("a#b # c")
    ('a b', 'a\\\\n', 'a#b')
    """
    quote = text[:1]
    if quote in ("'", '"') and text.find(quote, 1) > 0:
        inside = text[1 : text.index(quote, 1)]
        return inside if quote == "'" else inside.replace("\\n", "\n")
    return text.split(" #", 1)[0].rstrip()


def read_rows(path: Path) -> tuple[Row, ...]:
    """The rows of a CSV file with a header line, or of a JSON list of objects; at least one."""
    text = _text(path, "--data")
    found = _of_json(path, text) if path.suffix == ".json" else _of_csv(path, text)
    rows = tuple(islice(found, MAX_ROWS + 1))
    if len(rows) > MAX_ROWS:
        raise _no_data(f"{path} has more than {MAX_ROWS} rows; run it in parts.")
    if not rows:
        raise _no_data(f"{path} holds no row, so nothing would be run.")
    return rows


def _of_csv(path: Path, text: str) -> Iterator[Row]:
    import csv
    import io

    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        names = next(reader, [])
        if "" in names or len(set(names)) != len(names):
            raise _no_data(f"{path}:1: every column needs a name of its own.")
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(names):
                values = "1 value" if len(cells) == 1 else f"{len(cells)} values"
                told = f"{values} for the {len(names)} columns {', '.join(names)[:200]}"
                raise _no_data(f"{path}:{reader.line_num}: {told}.")
            yield dict(zip(names, cells, strict=True))
    except csv.Error as error:
        raise _no_data(f"{path}:{reader.line_num}: {error}.") from None


def _of_json(path: Path, text: str) -> Iterator[Row]:
    import json

    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _no_data(f"{path} is not JSON: {error}.") from None
    if not isinstance(document, list) or not all(isinstance(row, dict) for row in document):
        raise _no_data(f"{path} is no list of objects.")
    for row in document:
        yield {
            name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            for name, value in row.items()
        }


def _no_data(told: str) -> Invalid:
    return Invalid(
        told, field="--data", accepted="a .csv file with a header line, a .json list of objects"
    )


def _text(path: Path, option: str) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.", field=option) from None
    if len(content) > MAX_BYTES:
        raise Invalid(f"{path} has more than {MAX_BYTES} bytes.", field=option)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(f"{path} is not UTF-8 text.", field=option) from None
