"""The process's one machine: found where the build put it, and exchanged for a quicker one."""

from __future__ import annotations

import hashlib
import importlib.util
import threading
from pathlib import Path

from gonogo.engine.scripts.javascript import compiled
from gonogo.engine.scripts.javascript.compiled import Machine
from gonogo.errors import Internal

COMPILE_AFTER = 1.0
"""Seconds of scripts in the portable machine, about what compiling takes: then it is worth it."""
_FOLDER = Path(__file__).parent


class Shelf:
    """Where scripts take their machine from; loaded by the first, shared by all."""

    def __init__(self, folder: Path | None = None, pinned: str | None = None) -> None:
        self._folder = folder
        self._pinned = pinned
        self._lock = threading.Lock()
        self._machine: Machine | None = None
        self._spent = 0.0
        self._compiling: threading.Thread | None = None

    def machine(self) -> Machine:
        """The best machine there is at the moment."""
        with self._lock:
            if self._machine is None:
                made = compiled.load(self._built(), self._wanted())
                self._machine = made or compiled.now(self._tested())
            return self._machine

    def took(self, machine: Machine, seconds: float) -> None:
        """Note a script's time: much of it in the portable machine, and a quicker one is made."""
        if not machine.portable:
            return
        with self._lock:
            self._spent += seconds
            if self._spent < COMPILE_AFTER or self._compiling is not None:
                return
            self._compiling = threading.Thread(
                target=self._compile, name="script-compiler", daemon=True
            )
            self._compiling.start()

    def settle(self, seconds: float) -> None:
        """Wait for a machine that is being made."""
        if self._compiling is not None:
            self._compiling.join(seconds)

    def _compile(self) -> None:
        quicker = compiled.now(self._tested())
        with self._lock:
            self._machine = quicker

    def _wanted(self) -> str:
        return self._pinned or (_FOLDER / "machine.sha256").read_text().strip()

    def _tested(self) -> bytes:
        machine = (self._built() / "machine.wasm").read_bytes()
        if hashlib.sha256(machine).hexdigest() != self._wanted():
            raise Internal("The machine for scripts is not the one that was tested.")
        return machine

    def _built(self) -> Path:
        """Where the build put it: into this package, or into the layer for scripts."""
        layer = importlib.util.find_spec("gonogo_scripting")
        inside = map(Path, (layer and layer.submodule_search_locations) or ())
        for place in [self._folder] if self._folder else [_FOLDER / "built", *inside]:
            if (place / "machine.wasm").exists():
                return place
        raise Internal("The machine for scripts was not built: `make scripting` does it.")
