"""moto as a server that is atomic: for processes and threads that race.

moto alone is not atomic under threads; one lock around it is (`security.md`, finding 7 and 6.5).
Faults are injected at its clients (`tests/faults.py`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Lock, Thread
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class LockedMoto:
    """One request at a time."""

    def __init__(self) -> None:
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._lock = Lock()

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        """Answer."""
        with self._lock:
            return list(self._moto(environ, start))


@contextmanager
def served(moto: LockedMoto) -> Iterator[str]:
    """The address of a server on this machine, as long as the block lasts."""
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    server = make_server("127.0.0.1", 0, moto, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
