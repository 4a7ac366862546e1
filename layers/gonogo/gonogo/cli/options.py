"""Option values with a form of their own: `name=value` pairs, reports."""

from __future__ import annotations

import click


class Pair(click.ParamType[tuple[str, str]]):
    """`name=value`; the value may hold further equals signs and may be empty."""

    name = "name=value"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Split at the first equals sign."""
        name, found, text = str(value).partition("=")
        if not found or not name:
            self.fail(f"{value!r} is not of the form name=value.", param, ctx)
        return name, text


PAIR = Pair()


class ReportFile(Pair):
    """`FORMAT=PATH`; `github` alone means the summary file that the environment names."""

    name = "format=path"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Split at the first equals sign."""
        if value == "github":
            return "github", ""
        if "=" not in str(value):
            self.fail(f"{value!r} needs the path of a file: {value}=PATH.", param, ctx)
        return super().convert(value, param, ctx)


REPORT = ReportFile()
"""`--report junit=out.xml`."""
