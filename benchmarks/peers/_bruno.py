"""What both modes of bruno share: a collection with a folder for each test."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers._installed import program, version_of
from benchmarks.workloads import HASH, SUM, SUMMED, Workload, posts

_COLLECTION = '{"version": "1", "name": "benchmark", "type": "collection"}'


def collection(folder: Path, workload: Workload, base: str, sandbox: str) -> Sequence[str]:
    """Write the files; the command runs them in that sandbox."""
    (folder / "bruno.json").write_text(_COLLECTION, encoding="utf-8")
    (folder / "environments").mkdir()
    variables = _block("vars", f"base: {base}", "token: none")
    (folder / "environments" / "local.bru").write_text(variables, encoding="utf-8")
    for test in range(workload.tests):
        inside = folder / f"test{test}"
        inside.mkdir()
        for number in range(workload.steps):
            path = inside / f"{number}.bru"
            path.write_text(_request(workload, number), encoding="utf-8")
    return [program("bru") or "bru", "run", "-r", "--env", "local", "--sandbox", sandbox]


def version() -> str | None:
    """What it says."""
    return version_of("bru")


def _request(workload: Workload, number: int) -> str:
    posting = posts(number)
    blocks = [
        _block("meta", f"name: {number}", "type: http", f"seq: {number + 1}"),
        _block(
            "post" if posting else "get",
            "url: {{base}}" + workload.path(number),
            f"body: {'json' if posting else 'none'}",
            "auth: none",
        ),
        _block("headers", "Authorization: Bearer {{token}}"),
        _block("vars:post-response", "token: res.body.token"),
        _block(
            "assert",
            "res.status: eq 200",
            f"res.body.id: eq {number}",
            "res.responseTime: lt 2000",
        ),
    ]
    if posting:
        blocks.append(_block("body:json", '{"name": "book", "quantity": 2}'))
    if workload.scripts:
        blocks.append(_block("script:pre-request", HASH, "bru.setVar('hash', hash);"))
        blocks.append(_block("script:post-response", SUM, f"expect(sum).to.equal({SUMMED});"))
    return "\n".join(blocks)


def _block(name: str, *lines: str) -> str:
    inside = "\n".join(f"  {line}" for line in lines)
    return f"{name} {{\n{inside}\n}}\n"
