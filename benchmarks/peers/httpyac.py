"""httpyac: an .http file for each test."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers._contract import Peer
from benchmarks.peers._installed import program, version_of
from benchmarks.workloads import C_SLOW, HASH, SUM, SUMMED, Workload, posts


def prepare(folder: Path, workload: Workload, base: str) -> Sequence[str]:
    """The files; variables belong to a file."""
    for test in range(workload.tests):
        steps = [_step(workload, number) for number in range(workload.steps)]
        text = f"@base={base}\n{{{{\n  exports.token = 'none';\n}}}}\n" + "".join(steps)
        (folder / f"test{test}.http").write_text(text, encoding="utf-8")
    command = [program("httpyac") or "httpyac", "send", str(folder / "*.http"), "--all"]
    return [*command, "--bail", "--no-color", "--output", "none", "--output-failed", "short"]


def _step(workload: Workload, number: int) -> str:
    """One request; a script above it runs before, one below it after."""
    before = f"{{{{\n  {HASH}\n  exports.hash = hash;\n}}}}\n" if workload.scripts else ""
    after = (
        f"  {SUM}\n  if (sum !== {SUMMED}) throw new Error('sum');\n" if workload.scripts else ""
    )
    body = 'Content-Type: application/json\n\n{"name": "book", "quantity": 2}\n'
    return (
        f"\n###\n{before}"
        f"{'POST' if posts(number) else 'GET'} {{{{base}}}}{workload.path(number)}\n"
        "Authorization: Bearer {{token}}\n"
        f"{body if posts(number) else ''}\n"
        "?? status == 200\n"
        f"?? js response.parsedBody.id == {number}\n"
        "?? duration < 2000\n"
        f"{{{{\n{after}  exports.token = response.parsedBody.token;\n}}}}\n"
    )


PEER = Peer("httpyac", prepare, lambda: version_of("httpyac"), without=(C_SLOW.name,))
