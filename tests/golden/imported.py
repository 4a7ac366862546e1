"""Foreign files and what they become; run as a module, it records the expectations anew.

python -m tests.golden.imported      # then read the difference before committing it
"""

from __future__ import annotations

from pathlib import Path

from gonogo.cli.importing.convert import convert, report
from gonogo.importers._contract import Options, Source

IMPORTS = Path(__file__).resolve().parent / "imports"


def cases() -> list[Path]:
    """Every folder `imports/<format>/<case>`."""
    return sorted(path.parent for path in IMPORTS.glob("*/*/input"))


def imported(case: Path) -> tuple[str, str]:
    """The YAML and the report of a case."""
    environments = [Source(path.read_text(), path.name) for path in sorted(case.glob("environ*"))]
    source = Source((case / "input").read_text(encoding="utf-8"), "input")
    text, notes = convert(case.parent.name, source, Options(environments=tuple(environments)))
    return text, "".join(f"{line}\n" for line in report(notes))


def record() -> None:
    """Write what comes out now."""
    for case in cases():
        text, told = imported(case)
        (case / "expect.yaml").write_text(text, encoding="utf-8")
        (case / "expect.report").write_text(told, encoding="utf-8")


if __name__ == "__main__":
    record()
