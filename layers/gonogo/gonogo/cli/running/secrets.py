"""Secrets of a run on one's own machine: from the environment or a file, never from an argument."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from gonogo.cli.running.given import read_variables
from gonogo.domain.secret import check_name, check_value
from gonogo.errors import Invalid

FROM_ENVIRONMENT = "--secret-env"
FROM_FILE = "--secret-file"


def read_secrets(
    names: Sequence[str], files: Sequence[Path], environ: Mapping[str, str]
) -> dict[str, str]:
    """Secrets by name: those of the files, and over them those that the environment holds."""
    found: dict[str, str] = {}
    for path in files:
        for name, value in read_variables(path, FROM_FILE).items():
            found[check_name(name)] = check_value(value, f"{FROM_FILE} {path}, {name}")
    for given in names:
        name, _, variable = given.partition("=")
        value = of_environment(variable or name, environ, FROM_ENVIRONMENT)
        found[check_name(name)] = check_value(value, f"{FROM_ENVIRONMENT} {given}")
    return found


def of_environment(variable: str, environ: Mapping[str, str], option: str) -> str:
    """The value of a variable that must be there."""
    if variable not in environ:
        raise Invalid(
            f"The environment has no variable {variable}.",
            field=option,
            accepted="the name of a variable that is set and exported",
        )
    return environ[variable]
