"""Plain definitions as YAML that people like to read, and that reads back as the same values."""

from __future__ import annotations

import math
from typing import Any

import yaml

_MAX_FLOW = 88


class _Dumper(yaml.SafeDumper):
    """No anchors: a definition is edited by hand, and a repeated part is no shared one."""

    def ignore_aliases(self, data: Any) -> bool:
        """Everything is written out."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists stand inside their key."""
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = None
    if "\n" in text and _fits_a_block(text):
        style = "|"
    elif text[:1] in "+-.0123456789" or text.lower() in ("y", "n", "true", "false", "null", "~"):
        style = '"'  # numbers are read by other rules than those of YAML 1.1
    elif "{{" in text:
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _fits_a_block(text: str) -> bool:
    lines = text.split("\n")
    plain = all(line.isprintable() and line == line.rstrip() for line in lines)
    return plain and not text.startswith((" ", "\n"))


def _mapping(dumper: yaml.SafeDumper, record: dict[str, Any]) -> yaml.Node:
    short = set(record) <= {"source", "property", "comparison", "value", "name"} and (
        "source" in record and sum(len(str(v)) + 12 for v in record.values()) < _MAX_FLOW
    )
    return dumper.represent_mapping("tag:yaml.org,2002:map", record.items(), flow_style=short)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(dict, _mapping)


def write(document: dict[str, Any]) -> str:
    """The document's YAML."""
    return yaml.dump(
        document,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=math.inf,
        default_flow_style=False,
    )
