"""The template as CloudFormation sees it: SAM's transform, applied offline, for tests and scans."""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "template.yaml"


@cache
def source() -> dict[str, Any]:
    """The template as written, with short intrinsic functions (`!Ref`) in their long form."""
    from samtranslator.yaml_helper import yaml_parse

    parsed: dict[str, Any] = yaml_parse(SOURCE.read_text())
    return parsed


@cache
def transformed(content: str = "key", **given: str) -> dict[str, Any]:
    """The template after the transform, with the defaults of the parameters that are not given.

    `content` names what the layers hold: SAM uploads another content under another name.
    """
    import boto3
    from samtranslator.parser.parser import Parser
    from samtranslator.translator.translator import Translator

    template = json.loads(json.dumps(source()))
    for resource in template["Resources"].values():
        # What `sam package` does: the transform takes only addresses in S3.
        for field in ("CodeUri", "ContentUri"):
            if field in resource.get("Properties", {}):
                name = content if field == "ContentUri" else "key"
                resource["Properties"][field] = f"s3://bucket/{name}"
    template["Globals"]["Function"]["CodeUri"] = "s3://bucket/key"
    session = boto3.Session(region_name="us-east-1")
    translator = Translator({}, Parser(), boto_session=session)
    defaults = {name: p["Default"] for name, p in template["Parameters"].items() if "Default" in p}
    made: dict[str, Any] = translator.translate(template, parameter_values=defaults | given)
    return made


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """The transformed template's resources of one type, by logical id."""
    every = transformed()["Resources"]
    return {name: resource for name, resource in every.items() if resource["Type"] == kind}


def main(target: str) -> None:
    """Write the transformed template to a file."""
    path = Path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(transformed(), indent=1))


if __name__ == "__main__":
    main(sys.argv[1])
