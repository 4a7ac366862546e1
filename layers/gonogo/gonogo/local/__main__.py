"""What the Makefile calls: `python -m gonogo.local up|down|status|demo|demo-gate|around …`."""

from __future__ import annotations

import subprocess
import sys

from gonogo.errors import GonogoError
from gonogo.local.verbs import down, status, up


def main(arguments: list[str]) -> int:
    """Carry out one verb; errors are told in one sentence and end with 2."""
    verb, *rest = arguments or ["status"]
    try:
        return _carry_out(verb, rest)
    except GonogoError as error:
        _say(f"Error: {error.message}")
        return 2


def _carry_out(verb: str, rest: list[str]) -> int:
    match verb:
        case "up":
            up(_say)
            _say(_welcome())
        case "down":
            down(_say)
        case "status":
            _say("\n".join(f"{name:12} {state}" for name, state in status().items()))
        case "demo":
            from gonogo.local.demo import demo

            return demo(_say)
        case "demo-gate":
            from gonogo.local.demo_gate import demo_gate

            return demo_gate(_say)
        case "around":
            return _around(rest)
        case _:
            _say("One of: up, down, status, demo, demo-gate, around COMMAND…")
            return 2
    return 0


def _around(command: list[str]) -> int:
    """Run a command while the stack is up, and leave the stack as it was found."""
    found_running = any(state != "stopped" for state in status().values())
    up(_say)
    try:
        return subprocess.run(command, check=False).returncode  # noqa: S603 - the Makefile's own
    finally:
        if not found_running:
            down(_say)


def _welcome() -> str:
    from gonogo.local.place import Place

    summary = Place.of_clone().recall("local")
    base = summary["base_url"]
    return "\n".join(
        (
            "",
            f"  Base URL    {base}",
            f"  Admin key   {summary['admin_key']}",
            f"  Trigger     curl {summary['sample']['trigger_url']}",
            f"  Dashboard   {base}/",
            "",
            "  make demo runs the sample, make demo-gate a deployment; make down stops it all.",
        )
    )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
