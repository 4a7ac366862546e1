"""The machine as compiled code: for this computer's processor, or for any, made by the build.

wasmtime loads such a file as it is, and it is code: only files of ours are loaded, each by the hash
that the build wrote down beside the hash of the machine it was made from.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

from wasmtime import Engine, Module, WasmtimeError

from gonogo.engine.scripts.javascript.guest import PORTABLE, engine

NATIVE = f"{sys.platform}-{platform.machine()}".lower()
"""What the file for this computer is called: `linux-x86_64`."""
LIST = "compiled.json"


@dataclass(frozen=True, slots=True)
class Machine:
    """A module, and the engine that it was made for."""

    engine: Engine
    module: Module
    portable: bool = False
    """Interpreted: begins at once on every processor, and takes several times as long."""


def now(machine: bytes) -> Machine:
    """Compiled here and now, which takes a second or two of the processor's time."""
    return Machine(engine(), Module(engine(), machine))


def write(machine: bytes, folder: Path) -> None:
    """Both files, and the list of their hashes."""
    hashes = {"machine": _digest(machine)}
    for name, target in ((NATIVE, None), (PORTABLE, PORTABLE)):
        content = bytes(Module(engine(target), machine).serialize())
        hashes[_file(name)] = _digest(content)
        replace(folder / _file(name), content)
    replace(folder / LIST, json.dumps(hashes, indent=2).encode() + b"\n")


def replace(path: Path, content: bytes) -> None:
    """Write a file that processes may be running: they keep the one that they have."""
    beside = path.with_name(f".{path.name}")
    beside.write_bytes(content)
    beside.replace(path)


def load(folder: Path, machine: str) -> Machine | None:
    """This computer's own code, else the portable one; None if no file is good.

    `machine` is the hash of the machine that is wanted.
    """
    try:
        hashes = json.loads((folder / LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(hashes, dict) or hashes.get("machine") != machine:
        return None
    for name, target in ((NATIVE, None), (PORTABLE, PORTABLE)):
        path = folder / _file(name)
        try:
            if _digest_of(path) == hashes.get(path.name):
                module = Module.deserialize_file(engine(target), str(path))
                return Machine(engine(target), module, portable=target is not None)
        except (OSError, WasmtimeError):
            continue  # not there, or made by another wasmtime or for a better processor
    return None


def _file(name: str) -> str:
    return f"{name}.cwasm"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
