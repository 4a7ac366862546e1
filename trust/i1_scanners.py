"""I1: linters and scanners find nothing in the template, as written and as transformed."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from unittest.mock import patch

from tests import transformed
from trust._figure import Figure, Measured

_TREE = Path(__file__).parent.parent
_TRANSFORMED = _TREE / ".gonogo/transformed/template.json"
_LINT = _TREE / ".tools/sam/bin/cfn-lint"
_SCAN = _TREE / ".tools/scan/bin/checkov"


def _run(*command: str | Path, at: Path = _TREE) -> str:
    """What a tool printed; its exit code only says that there is something."""
    environment = {**os.environ, "HOME": str(_TREE / ".gonogo/home")}
    done = subprocess.run(
        list(map(str, command)),
        cwd=at,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout.strip() and done.returncode:
        raise RuntimeError(done.stderr[-500:])
    return done.stdout


def _lint() -> int:
    """Findings of cfn-lint: with the rules for serverless on the source, its own on both."""
    as_written = json.loads(_run(_LINT, "--format", "json", transformed.SOURCE) or "[]")
    # Elsewhere, where no `.cfnlintrc` says that the serverless rules apply: they know only sources.
    # What SAM decides by parameters is decided there, and the parameters are left over (W2001).
    options = ("--ignore-checks", "W2001", "--format", "json", "--template", _TRANSFORMED)
    made = _run(_LINT, *options, at=_TRANSFORMED.parent)
    return len(as_written) + len(json.loads(made or "[]"))


def _scan() -> tuple[int, int]:
    """Checks of checkov that passed, and that failed without a reason in `.checkov.yaml`."""
    passed = failed = 0
    for template in (transformed.SOURCE, _TRANSFORMED):
        options = ("--config-file", ".checkov.yaml", "--output", "json", "--file", template)
        # checkov's own option `quiet` leaves the passed ones out of the list, not out of the count.
        found = json.loads(_run(_SCAN, *options))
        passed += int(found["summary"]["passed"])
        failed += int(found["summary"]["failed"])
    return passed, failed


def _measure(_cases: int) -> Measured:
    transformed.main(str(_TRANSFORMED))
    linted = _lint()
    if linted:
        return Measured(figure=f"{linted} by cfn-lint", holds=False)
    passed, failed = _scan()
    return Measured(
        figure=f"{linted} by cfn-lint, {failed} of {passed + failed} checks of checkov",
        holds=not linted and not failed and passed > 0,
    )


def _changed(before: str, after: str) -> Callable[[], AbstractContextManager[object]]:
    """The template with one thing otherwise."""

    @contextmanager
    def plant() -> Iterator[None]:
        text = transformed.SOURCE.read_text()
        if before not in text:
            raise LookupError(f"The template does not say {before!r} any more.")
        planted = _TREE / ".gonogo/transformed/planted.yaml"
        planted.parent.mkdir(parents=True, exist_ok=True)
        planted.write_text(text.replace(before, after, 1))
        with patch.object(transformed, "SOURCE", planted):
            yield

    return plant


FIGURE = Figure(
    id="I1",
    claim="findings of cfn-lint (with its rules for serverless) and checkov in the template, as"
    " written and as transformed",
    bar="0; a check is skipped only with a written reason",
    measure=_measure,
    planted={
        "a function that may work longer than Lambda lets it": _changed(
            "Timeout: 660", "Timeout: 6600"
        ),
        "a bucket that may be opened to all": _changed(
            "BlockPublicPolicy: true", "BlockPublicPolicy: false"
        ),
    },
    seconds=600.0,
)
