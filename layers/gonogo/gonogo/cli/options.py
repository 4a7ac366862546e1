"""Options that many commands have, and values with a form of their own: `name=value` pairs."""

from __future__ import annotations

from math import isfinite

import click

PROJECT = click.option("--project", metavar="P", required=True, help="Id or name.")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document.")


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


class PolicyOption(click.ParamType[tuple[str, object]]):
    """`name=value` of a policy: yes and no, a number, or tags."""

    name = "name=value"
    _flags = ("allow_errored", "allow_refused", "allow_empty")

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, object]:
        """The value in the type of its name."""
        name, _, text = str(value).partition("=")
        if name in self._flags and text in ("true", "false", ""):
            return name, text != "false"
        if name == "non_blocking" and text:
            return name, [tag.strip() for tag in text.split(",")]
        if name == "min_pass_ratio":
            try:
                return name, float(text)
            except ValueError:
                pass
        known = ", ".join((*self._flags, "min_pass_ratio=0.9", "non_blocking=TAG,…"))
        self.fail(f"{value!r} is none of {known}.", param, ctx)


POLICY = PolicyOption()


class Seconds(click.ParamType[float]):
    """A time that ends: above 0, and neither endless nor no number."""

    name = "seconds"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The number of seconds."""
        try:
            seconds = float(str(value))
        except ValueError:
            seconds = 0.0
        if not (isfinite(seconds) and seconds > 0):
            self.fail(f"{value!r} is no number of seconds above 0.", param, ctx)
        return seconds


SECONDS = Seconds()


class HeaderLine(click.ParamType[tuple[str, str]]):
    """`Name: value`, as curl takes it; the value may be empty."""

    name = "name: value"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Split at the first colon."""
        name, found, text = str(value).partition(":")
        if not found or not name.strip():
            self.fail(f"{value!r} is not of the form 'Name: value'.", param, ctx)
        return name.strip(), text.strip()


HEADER = HeaderLine()


class BaseUrl(click.ParamType[str]):
    """Where a system lives."""

    name = "url"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """As it is given, if it can be one."""
        url = str(value).strip()
        if not url.lower().startswith(("http://", "https://")):
            self.fail(f"{value!r} does not begin with http:// or https://.", param, ctx)
        return url


BASE_URL = BaseUrl()


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
