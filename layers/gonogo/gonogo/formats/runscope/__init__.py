"""Runscope's records (contracts/runscope.md 3.5-3.7) and our plain definitions, both ways.

Pure: no file, no store, no id is made up here but by the `Ids` that the caller gives.

Theirs to ours: `read_steps`, `read_step`, `read_environment`, `read_auth`; what a step refers to
by id is found in `Known`.
Ours to theirs: `write_steps`, `write_step`, `write_environment`, `write_auth`; ids come from `Ids`
(`DerivedIds` where there is no store). What the vendor has no word for is written under the key
`gonogo` of its record, and read back from there.
Each notes what it could not carry, by name and place.
"""

from gonogo.formats.runscope.auth import Auth, read_auth, write_auth
from gonogo.formats.runscope.environment import (
    environment_name,
    environment_names,
    read_environment,
    write_environment,
)
from gonogo.formats.runscope.ids import DerivedIds, Ids
from gonogo.formats.runscope.steps import Known, read_step, read_steps
from gonogo.formats.runscope.writing import Writing, write_step, write_steps

__all__ = [
    "Auth",
    "DerivedIds",
    "Ids",
    "Known",
    "Writing",
    "environment_name",
    "environment_names",
    "read_auth",
    "read_environment",
    "read_step",
    "read_steps",
    "write_auth",
    "write_environment",
    "write_step",
    "write_steps",
]
