"""The engine as a guest: its imports, its limits, and calls into it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import cache

from wasmtime import (
    Config,
    Engine,
    Func,
    Instance,
    Linker,
    Memory,
    Module,
    Store,
    Trap,
    WasmtimeError,
)

from gonogo.domain.reasons import shorten
from gonogo.engine.scripts.javascript.imports import World, here, offered

MEMORY = 64 * 1024 * 1024
"""Most memory of a machine."""
HEAP = MEMORY - 8 * 1024 * 1024
"""The engine's own limit: it is reached first, so that a script sees "out of memory"."""
STACK = 256 * 1024
MOST_JOBS = 10_000
"""Promise jobs of one script; endless promises end there."""
MOST_RESULT = 4 * 1024 * 1024
FUEL_PER_SECOND = 8_000_000_000
"""Above what one core does: time ends a script first, unless the clock is not looked at."""
TICK = 0.005
EXPORTS = frozenset(
    [
        *("memory", "wasm_malloc", "wasm_free", "qjs_eval", "qjs_call", "qjs_new_string"),
        *("qjs_get_undefined", "qjs_is_exception", "qjs_get_exception", "qjs_get_string_len"),
        *("qjs_is_job_pending", "qjs_execute_pending_job"),
    ]
)
"""What running a script calls; the machine has no others."""


class Broken(Exception):
    """The script ended without a result; the message says why, for people."""


PORTABLE = "pulley64"
"""wasmtime's interpreted code, which every computer with 64 bits runs."""


@cache
def engine(target: str | None = None) -> Engine:
    """The process's one engine for a target, and the thread that moves its clock.

    Without a target it is for this computer; the wheels end the process on any but `PORTABLE`.
    """
    config = Config()
    if target is not None:
        config.target = target
    config.epoch_interruption = True
    config.consume_fuel = True
    config.max_wasm_stack = 1024 * 1024
    made = Engine(config)
    threading.Thread(target=_tick, args=(made,), name="script-clock", daemon=True).start()
    return made


_at_work = threading.Event()
_live = 0
_lock = threading.Lock()


def _tick(made: Engine) -> None:
    while True:
        _at_work.wait()
        last = time.monotonic()
        while _at_work.is_set():
            time.sleep(TICK)
            # A busy machine wakes it late: what was missed is made up for.
            for _ in range(int((time.monotonic() - last) / TICK)):
                made.increment_epoch()
                last += TICK


def _count(more: int) -> None:
    """The clock only moves while a script runs."""
    global _live  # noqa: PLW0603 -- one clock a process
    with _lock:
        _live += more
        (_at_work.set if _live else _at_work.clear)()


class Guest:
    """One machine, for one script; `close` gives its memory back."""

    def __init__(
        self,
        module: Module,
        seconds: float,
        now: Callable[[], float],
        made_for: Engine | None = None,
    ) -> None:
        self._engine = made_for or engine()
        self.world = World(now)
        self._seconds = seconds
        self._ends = time.monotonic() + seconds
        self._store = Store(self._engine)
        self._store.set_limits(
            memory_size=MEMORY, table_elements=20_000, instances=1, tables=1, memories=1
        )
        self._store.set_fuel(int(max(seconds, 0.01) * FUEL_PER_SECOND))
        self._store.set_epoch_deadline(max(int(seconds / TICK), 1))
        _count(+1)
        instance: Instance = _linker(self._engine).instantiate(self._store, module)
        self._exports = instance.exports(self._store)
        memory = self._exports["memory"]
        assert isinstance(memory, Memory)  # noqa: S101 -- for the type checker
        self._memory = memory
        self._functions: dict[str, Func] = {}

    def close(self) -> None:
        """Free everything; without it the memory stays for ever."""
        _count(-1)
        self._store.close()

    def call(self, name: str, *arguments: int) -> int:
        """Call an export; raises `Broken` when a limit ends it."""
        function = self._functions.get(name) or self._function(name)
        here.world = self.world
        try:
            result = function(self._store, *arguments)
        except (Trap, WasmtimeError) as error:
            raise Broken(self._why(error)) from None
        return result if isinstance(result, int) else 0

    def text(self, value: str) -> int:
        """A string of the script's world; the handle of it."""
        content = value.encode("utf-8", "surrogatepass")
        place = self.call("wasm_malloc", len(content) + 1)
        if not place:
            raise Broken("out of memory: what the script is given does not fit")
        self._memory.write(self._store, content + b"\0", place)
        handle = self.call("qjs_new_string", place, len(content))
        self.call("wasm_free", place)
        return handle

    def evaluate(self, source: str) -> int:
        """Run a program; only ever one of ours."""
        content = source.encode() + b"\0<gonogo>\0"
        place = self.call("wasm_malloc", len(content))
        self._memory.write(self._store, content, place)
        end = len(source.encode())
        return self._checked(self.call("qjs_eval", place, end, place + end + 1, 0))

    def invoke(self, function: int, *arguments: int) -> int:
        """Call a function of the script's world."""
        place = self.call("wasm_malloc", 4 * max(len(arguments), 1))
        if not place:
            raise Broken("out of memory")
        packed = b"".join(each.to_bytes(4, "little") for each in arguments)
        self._memory.write(self._store, packed, place)
        undefined = self.call("qjs_get_undefined")
        return self._checked(self.call("qjs_call", function, undefined, len(arguments), place))

    def pump(self) -> None:
        """Run what promises wait for."""
        for _ in range(MOST_JOBS):
            if not self.call("qjs_is_job_pending"):
                return
            self.call("qjs_execute_pending_job")
        raise Broken(f"the script's promises do not end: {MOST_JOBS} steps were run")

    def read(self, handle: int) -> str:
        """A string's characters."""
        length = self.call("wasm_malloc", 4)
        place = self.call("qjs_get_string_len", handle, length)
        if not place or not length:
            raise Broken("out of memory")
        size = int.from_bytes(self._memory.read(self._store, length, length + 4), "little")
        if size > MOST_RESULT:
            raise Broken("the script's result is too large")
        return bytes(self._memory.read(self._store, place, place + size)).decode("utf-8", "replace")

    def _checked(self, handle: int) -> int:
        if not handle:
            raise Broken("out of memory")
        if self.call("qjs_is_exception", handle):
            raise Broken(self._thrown())
        return handle

    def _thrown(self) -> str:
        """What the prelude could not catch: memory or stack was over inside it."""
        try:
            return shorten(self.read(self.call("qjs_get_exception")), 500) or "the engine gave up"
        except Broken:
            return "out of memory"

    def _why(self, error: Exception) -> str:
        if time.monotonic() >= self._ends or "fuel" in str(error) or "interrupt" in str(error):
            return f"the script took longer than {self._seconds:.3g} s"
        return "the script broke a limit of the engine: its memory or its stack"

    def dump(self) -> tuple[bytes, int]:
        """The whole memory, and the stack pointer."""
        pointer = self._exports["__stack_pointer"].value(self._store)  # type: ignore[union-attr]
        return bytes(self._memory.read(self._store)), int(pointer)

    def _function(self, name: str) -> Func:
        """An export, looked up once."""
        function = self._exports[name]
        assert isinstance(function, Func)  # noqa: S101 -- for the type checker
        self._functions[name] = function
        return function


@cache
def _linker(made_for: Engine) -> Linker:
    """The imports of all machines of an engine."""
    linker = Linker(made_for)
    for module, name, kind, function in offered():
        linker.define_func(module, name, kind, function, access_caller=True)
    return linker


def prepared(engine_file: bytes, source: str) -> tuple[bytes, int]:
    """The engine's memory and stack pointer after a program of ours has run in it."""
    guest = Guest(Module(engine(), engine_file), 60.0, now=lambda: 0.0)
    try:
        guest.call("_initialize")
        if guest.call("qjs_init"):
            raise Broken("the engine did not start")
        guest.call("qjs_set_memory_limit", HEAP)
        guest.call("qjs_set_max_stack_size", STACK)
        guest.call("qjs_set_promise_rejection_handler", 1)
        guest.evaluate(source)
        guest.call("qjs_run_gc")
        return guest.dump()
    finally:
        guest.close()
