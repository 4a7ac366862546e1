"""All that a script's machine can reach of this process: the time, and chance while it is built."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

from wasmtime import Caller, FuncType, Memory, ValType

_BAD_DESCRIPTOR = 8
_INVALID = 28
_MOST_CHANCE = 64 * 1024

_I32, _I64 = ValType.i32(), ValType.i64()

Import = tuple[str, str, FuncType, Callable[..., Any]]


class Here(threading.local):
    """Whose machine runs in this thread: the imports are linked once and serve all machines."""

    world: World | None = None


here = Here()


class World:
    """What the imports of one machine know and note."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.rejected = 0
        """Promises that were rejected and that nobody looked at."""


def offered() -> Iterator[Import]:
    """The twelve imports that the engine asks for; there are no others."""
    yield "env", "host_get_timezone_offset", _kind(2), _always(0)
    yield "env", "host_interrupt", _kind(0), _always(0)
    yield "env", "host_promise_rejection", FuncType([_I32] * 3, []), _rejection
    yield "env", "host_module_normalize", _kind(2), _always(0)
    yield "env", "host_module_load", _kind(2), _always(0)
    yield "env", "host_call", _kind(5), _always(0)
    wasi = "wasi_snapshot_preview1"
    yield wasi, "clock_time_get", FuncType([_I32, _I64, _I32], [_I32]), _clock
    yield wasi, "fd_close", _kind(1), _always(_BAD_DESCRIPTOR)
    yield wasi, "fd_fdstat_get", _kind(2), _always(_BAD_DESCRIPTOR)
    seek = FuncType([_I32, _I64, _I32, _I32], [_I32])
    yield wasi, "fd_seek", seek, _always(_BAD_DESCRIPTOR)
    yield wasi, "fd_write", _kind(4), _always(_BAD_DESCRIPTOR)
    yield wasi, "random_get", _kind(2), _chance


def _rejection(caller: Caller, promise: int, reason: int, handled: int) -> None:
    """A promise was rejected, or an earlier rejection was looked at after all."""
    if here.world is not None:
        here.world.rejected += -1 if handled else 1


def _clock(caller: Caller, clock: int, precision: int, place: int) -> int:
    """Unix time in nanoseconds, whichever clock is asked for."""
    seconds = here.world.now() if here.world is not None else 0.0
    return _write(caller, place, int(seconds * 1_000_000_000).to_bytes(8, "little"))


def _chance(caller: Caller, place: int, size: int) -> int:
    """Zeroes: a machine is built the same each time, and each script brings its own seed."""
    if not 0 <= size <= _MOST_CHANCE:
        return _INVALID
    return _write(caller, place, bytes(size))


def _kind(parameters: int) -> FuncType:
    return FuncType([_I32] * parameters, [_I32])


def _always(answer: int) -> Callable[..., int]:
    return lambda caller, *_: answer


def _write(caller: Caller, place: int, content: bytes) -> int:
    memory = caller["memory"]
    if not isinstance(memory, Memory):
        return _INVALID
    memory.write(caller, content, place)
    return 0
