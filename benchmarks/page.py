"""`python -m benchmarks.page FILE`: puts what `make bench` printed into the reference page."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.goals import OURS

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "benchmarks.md"
BEGIN, END = "<!-- measured -->", "<!-- to here -->"


def main(path: Path) -> None:
    """Replace the page's measured part."""
    document = json.loads(path.read_text(encoding="utf-8"))
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    measured = "\n".join(_tables(document))
    PAGE.write_text(f"{before}{BEGIN}\n\n{measured}\n{END}{after}", encoding="utf-8")


def _tables(document: dict[str, Any]) -> Iterator[str]:
    yield (
        f"{document['cores']} cores, {document['machine']}, Python {document['python']}, "
        f"load {document['load_before']:.1f} when it ended.\n"
    )
    workloads = document["workloads"]
    names = list(workloads)
    yield f"| tool | {' | '.join(names)} |\n|---|{'---|' * len(names)}"
    for tool in sorted(document["versions"], key=lambda tool: (tool != OURS, tool)):
        cells = [_cell(workloads[name], tool) for name in names]
        yield f"| {tool} {document['versions'][tool]} | {' | '.join(cells)} |"
    yield "\n| figure | goal | measured | |\n|---|---|---|---|"
    for goal in document["goals"]:
        words = {True: "met", False: "missed", None: "not measured"}[goal["met"]]
        value = "" if goal["value"] is None else goal["value"]
        yield f"| {goal['figure']} | ≤ {goal['goal']} | {value} | {words} |"
    yield ""


def _cell(series: dict[str, Any], tool: str) -> str:
    """Seconds, and how long we took for each of its seconds."""
    found, ours = series.get(tool, {}), series.get(OURS, {})
    if "median_s" not in found:
        return found.get("problem", "").splitlines()[0][:40] if found else ""
    seconds = f"{found['median_s']:.2f}"
    if tool == OURS or "median_s" not in ours:
        return seconds
    return f"{seconds} ({ours['median_s'] / found['median_s']:.2f})"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
