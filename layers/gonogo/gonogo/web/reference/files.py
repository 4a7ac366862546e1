"""Where the generated files stand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from gonogo.web.reference.dialect_table import dialect_page, first_screen
from gonogo.web.reference.openapi import description

SERVED = "layers/gonogo/gonogo/web/static/openapi.json"
"""Package data: the copy that `GET /v1/openapi.json` answers."""
PUBLISHED = "docs/reference/openapi.json"
DIALECTS = "docs/reference/dialects.md"
README = "README.md"
RECORDED = "events/native"
"""Recorded replies, which the description shows as examples."""


def generated(root: Path) -> Mapping[str, str]:
    """The files' texts by their path from the repository's root."""
    document = description(root / RECORDED)
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    readme = first_screen((root / README).read_text(encoding="utf-8"))
    return {PUBLISHED: text, SERVED: text, DIALECTS: dialect_page(), README: readme}


def write(root: Path) -> None:
    """Bring them up to date."""
    for name, text in generated(root).items():
        (root / name).write_text(text, encoding="utf-8")
