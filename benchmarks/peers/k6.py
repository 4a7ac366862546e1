"""k6, one iteration a test: no isolation of variables between tests beyond its own function."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers._contract import Peer
from benchmarks.peers._installed import program, version_of
from benchmarks.workloads import HASH, SUM, SUMMED, Workload

_SCRIPT = """
import http from 'k6/http';
import {{ check }} from 'k6';
const thresholds = {{ checks: ['rate==1'] }};
export const options = {{ vus: {users}, iterations: {tests}, thresholds }};
export default function () {{
  let token = 'none';
  for (let n = 0; n < {steps}; n++) {{
    {before}
    const headers = {{ Authorization: `Bearer ${{token}}`, 'Content-Type': 'application/json' }};
    const url = `{base}{prefix}/items/${{n}}`;
    const body = JSON.stringify({{ name: 'book', quantity: 2 }});
    const res = n % 2 ? http.post(url, body, {{ headers }}) : http.get(url, {{ headers }});
    check(res, {{
      status: (r) => r.status === 200,
      id: (r) => r.json('id') === n,
      time: (r) => r.timings.duration < 2000,
    }});
    {after}
    token = res.json('token');
  }}
}}
"""


def prepare(folder: Path, workload: Workload, base: str) -> Sequence[str]:
    """One script."""
    text = _SCRIPT.format(
        users=min(100, workload.tests),
        tests=workload.tests,
        steps=workload.steps,
        base=base,
        prefix="/slow" if workload.slow else "",
        before=HASH if workload.scripts else "",
        after=f"{SUM} check(sum, {{ sum: (s) => s === {SUMMED} }});" if workload.scripts else "",
    )
    path = folder / "script.js"
    path.write_text(text, encoding="utf-8")
    return [program("k6") or "k6", "run", "--quiet", str(path)]


def _version() -> str | None:
    return version_of("k6")


PEER = Peer("k6", prepare, _version)
