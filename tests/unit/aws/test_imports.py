"""What a cold start pays for: the stores bring botocore's errors, and nothing else of weight."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import gonogo.aws

MODULES = [f"gonogo.aws.{module.name}" for module in pkgutil.iter_modules(gonogo.aws.__path__)]
UNWANTED = ("pydantic", "requests", "jinja2", "boto3", "lzma", "yaml", "botocore.session")


def test_the_stores_import_little() -> None:
    """All of them, in a fresh interpreter: a client's machinery comes with its first use."""
    code = (
        f"import sys, {', '.join(MODULES)}; "
        f"print([name for name in {UNWANTED} if name in sys.modules])"
    )
    found = subprocess.run(  # noqa: S603  our own interpreter, our own text
        [sys.executable, "-c", code],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "[]"
