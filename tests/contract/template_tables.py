"""The tables of template.yaml, made in whatever answers to DynamoDB's API: tests cannot drift."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

TEMPLATE = Path(__file__).parents[2] / "template.yaml"
TABLES = {"catalog": "CatalogTable", "runs": "RunsTable", "guards": "GuardsTable"}


# The template is a thousand lines; what is written in C reads them in a tenth of the time.
_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Safe):  # type: ignore[misc]
    """Reads a template; the values of its functions (`!Ref`, `!Sub`) do not matter here."""


def _opaque(loader: yaml.Loader, suffix: str, node: yaml.Node) -> str:
    return suffix


_Loader.add_multi_constructor("!", _opaque)


@cache
def _resources() -> dict[str, Any]:
    document = yaml.load(TEMPLATE.read_text(), _Loader)  # noqa: S506  a subclass of SafeLoader
    resources: dict[str, Any] = document["Resources"]
    return resources


def make_tables(dynamodb: Any, prefix: str = "") -> None:
    """The three tables, named `catalog`, `runs` and `guards` behind the prefix."""
    for name, resource in TABLES.items():
        properties = _resources()[resource]["Properties"]
        schema = {
            part: properties[part]
            for part in ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes")
            if part in properties
        }
        dynamodb.create_table(TableName=f"{prefix}{name}", BillingMode="PAY_PER_REQUEST", **schema)
