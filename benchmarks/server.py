"""The benchmark's target: a small HTTP server in a process of its own, quick enough not to matter.

`GET` and `POST /items/<n>` answer `{"id": n, "token": "t<n>", …}`; below `/slow` after 50 ms. Some
25 microseconds a request, a tenth of what the quickest client measured here needs.
"""

from __future__ import annotations

import heapq
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

SLOW_SECONDS = 0.05
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
_BODY = b'{"id": %d, "token": "t%d", "item": {"name": "book", "tags": ["a", "b"], "price": 7.5}}'


class _Client:
    __slots__ = ("buffer", "sock")

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.buffer = b""


def serve(listener: socket.socket) -> None:
    """Answer until the process is ended."""
    listener.setblocking(False)
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ)
    late: list[tuple[float, int, socket.socket, bytes]] = []
    count = 0
    while True:
        timeout = max(0.0, late[0][0] - time.monotonic()) if late else None
        for key, _ in selector.select(timeout):
            if key.data is None:
                _accept(listener, selector)
                continue
            for slow, reply in _replies(key.data, selector):
                if slow:
                    count += 1
                    due = time.monotonic() + SLOW_SECONDS
                    heapq.heappush(late, (due, count, key.data.sock, reply))
                else:
                    _send(key.data.sock, reply)
        while late and late[0][0] <= time.monotonic():
            _send(late[0][2], heapq.heappop(late)[3])


def _accept(listener: socket.socket, selector: selectors.BaseSelector) -> None:
    while True:
        try:
            sock, _ = listener.accept()
        except BlockingIOError:
            return
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(sock, selectors.EVENT_READ, _Client(sock))


def _replies(client: _Client, selector: selectors.BaseSelector) -> Iterator[tuple[bool, bytes]]:
    """What the bytes that have come ask for, in order."""
    try:
        data = client.sock.recv(65536)
    except (BlockingIOError, InterruptedError):
        return
    except OSError:
        data = b""
    if not data:
        selector.unregister(client.sock)
        client.sock.close()
        return
    client.buffer += data
    while (end := client.buffer.find(b"\r\n\r\n")) >= 0:
        head = client.buffer[:end]
        size = end + 4 + _length(head)
        if len(client.buffer) < size:
            return
        client.buffer = client.buffer[size:]
        path = head.split(b" ", 2)[1]
        name = path.partition(b"?")[0].rpartition(b"/")[2]
        number = int(name) if name.isdigit() else 0
        body = _BODY % (number, number)
        yield path.startswith(b"/slow"), _HEAD % (len(body), body)


def _length(head: bytes) -> int:
    lower = head.lower()
    found = lower.find(b"\r\ncontent-length:")
    return int(lower[found + 17 :].split(b"\r", 1)[0]) if found >= 0 else 0


def _send(sock: socket.socket, reply: bytes) -> None:
    with suppress(OSError):  # the client has left
        sock.sendall(reply)


@contextmanager
def running() -> Iterator[str]:
    """A server for as long as the block lasts; yields its base URL."""
    command = [sys.executable, "-m", "benchmarks.server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def main() -> None:
    """Listen on a free port of the loopback address and print where."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        serve(listener)


if __name__ == "__main__":
    main()
