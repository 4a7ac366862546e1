"""Ports of the local stack: kept as long as they can be, since URLs hold them."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from gonogo.local import place
from gonogo.local.place import free_port


@pytest.fixture
def taken() -> Iterator[socket.socket]:
    """A listener on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def _port(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


def test_the_last_port_is_taken_again(taken: socket.socket) -> None:
    """Whatever the usual one is."""
    last = _port(taken)
    taken.close()
    assert free_port(last, None) == last


def test_a_last_port_that_is_let_go_of_late_is_waited_for(taken: socket.socket) -> None:
    """A killed process keeps its sockets for a moment."""
    last = _port(taken)
    threading.Timer(0.1, taken.close).start()
    assert free_port(last, None) == last


def test_a_strangers_port_is_left_to_it(
    taken: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a while, and not for ever."""
    monkeypatch.setattr(place, "LET_GO_SECONDS", 0.05)
    began = time.monotonic()
    assert free_port(_port(taken), _port(taken)) != _port(taken)
    assert time.monotonic() - began < 5
