"""Puts a memory that was used into a WebAssembly file as its initial memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator

_MAGIC = b"\0asm\x01\0\0\0"
_PAGE = 65536
_MEMORY, _GLOBAL, _EXPORT, _START, _DATA, _DATA_COUNT = 5, 6, 7, 8, 11, 12


def with_memory(
    module: bytes, memory: bytes, stack_pointer: int, exports: Collection[str]
) -> bytes:
    """The module, beginning with this memory and with its stack pointer there.

    Only the named exports are kept: a host wraps each of them anew for every instance. The stack
    pointer is the first global, as LLVM's linker writes it.
    """
    sections: list[bytes] = []
    for kind, content in _sections(module):
        if kind == _MEMORY:
            sections.append(_section(kind, b"\x01\x00" + _unsigned(len(memory) // _PAGE)))
        elif kind == _GLOBAL:
            sections.append(_section(kind, _with_first_global(content, stack_pointer)))
        elif kind == _EXPORT:
            sections.append(_section(kind, _with_exports(content, exports)))
        elif kind == _DATA:
            sections.append(_section(kind, _data(memory)))
        elif kind not in (0, _START, _DATA_COUNT):
            sections.append(_section(kind, content))
    return _MAGIC + b"".join(sections)


def _sections(module: bytes) -> Iterator[tuple[int, bytes]]:
    if module[:8] != _MAGIC:
        raise ValueError("this is not a WebAssembly module")
    position = 8
    while position < len(module):
        kind = module[position]
        size, position = _read(module, position + 1)
        yield kind, module[position : position + size]
        position += size


def _section(kind: int, content: bytes) -> bytes:
    return bytes([kind]) + _unsigned(len(content)) + content


def _with_first_global(content: bytes, value: int) -> bytes:
    """Globals with another `i32.const` as the value of the first, a mutable i32."""
    _, start = _read(content, 0)
    if content[start : start + 3] != b"\x7f\x01\x41":
        raise ValueError("the first global is not the stack pointer")
    _, end = _read(content, start + 3)
    return content[: start + 3] + _signed(value) + content[end:]


def _with_exports(content: bytes, names: Collection[str]) -> bytes:
    count, position = _read(content, 0)
    kept = []
    for _ in range(count):
        start = position
        size, position = _read(content, position)
        name = content[position : position + size].decode()
        _, position = _read(content, position + size + 1)  # a byte for its kind, then its index
        if name in names:
            kept.append(content[start:position])
    return _unsigned(len(kept)) + b"".join(kept)


def _data(memory: bytes) -> bytes:
    segments = [
        b"\x00\x41" + _signed(start) + b"\x0b" + _unsigned(end - start) + memory[start:end]
        for start, end in _filled(memory)
    ]
    return _unsigned(len(segments)) + b"".join(segments)


def _filled(memory: bytes) -> Iterator[tuple[int, int]]:
    """Where the memory is not zero, in page-sized pieces at most."""
    for page in range(0, len(memory), _PAGE):
        piece = memory[page : page + _PAGE]
        kept = piece.strip(b"\0")
        if kept:
            start = page + len(piece) - len(piece.lstrip(b"\0"))
            yield start, start + len(kept)


def _read(content: bytes, position: int) -> tuple[int, int]:
    """An unsigned LEB128 number (a signed one's length is the same), and where it ends."""
    value = shift = 0
    while True:
        byte = content[position]
        position += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, position


def _unsigned(value: int) -> bytes:
    out = bytearray()
    while True:
        value, low = value >> 7, value & 0x7F
        out.append(low | (0x80 if value else 0))
        if not value:
            return bytes(out)


def _signed(value: int) -> bytes:
    out = bytearray()
    while True:
        low, value = value & 0x7F, value >> 7
        done = (value == 0 and not low & 0x40) or (value == -1 and low & 0x40)
        out.append(low if done else low | 0x80)
        if done:
            return bytes(out)
