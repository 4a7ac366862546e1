"""Cold-start imports: each function against a bare `import boto3` with one client."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.engine import environment

ROUNDS = 7
BARE = "bare boto3 + one client"
_BARE = "import boto3; boto3.client('dynamodb', region_name='us-east-1')"
SETTINGS = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "CATALOG_TABLE": "catalog",
    "RUNS_TABLE": "runs",
    "GUARDS_TABLE": "guards",
    "QUEUE_URL": "http://127.0.0.1:1/queue",
    "OUTCOMES_TOPIC": "arn:aws:sns:us-east-1:000000000000:outcomes",
    "PUBLIC_BASE": "https://gonogo.example",
}


def measure_imports(tree: Path) -> dict[str, dict[str, float]]:
    """Milliseconds beyond a bare interpreter, median of some fresh processes each."""
    statements = {"nothing": "pass", BARE: _BARE}
    for app in sorted(tree.glob("functions/*/app.py")):
        statements[f"functions/{app.parent.name}"] = f"import functions.{app.parent.name}.app"
    seconds: dict[str, list[float]] = {name: [] for name in statements}
    for turn in range(ROUNDS + 1):
        for name, statement in statements.items():
            taken = _time(statement, tree)
            if turn:  # the first writes the bytecode
                seconds[name].append(taken)
    nothing = statistics.median(seconds.pop("nothing"))
    figures = {name: statistics.median(found) - nothing for name, found in seconds.items()}
    return {
        name: {"ms": round(value * 1000, 1), "ratio": round(value / figures[BARE], 2)}
        for name, value in figures.items()
    }


def _time(statement: str, tree: Path) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", statement],
        cwd=tree,
        env={**environment(), **SETTINGS, "PYTHONPATH": f"{tree}/layers/gonogo:{tree}"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - started
