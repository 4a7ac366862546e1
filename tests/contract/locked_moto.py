"""moto as a server that is atomic and can misbehave.

moto alone is not atomic under threads; one lock around it is (`security.md`, finding 7 and 6.5).
Faults are injected behind the socket, because botocore's own hooks would commit a call that they
pretend to have lost.
"""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Lock, Thread
from typing import Any, Literal

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

Fault = Literal["throttle", "error", "drop_before", "drop_after", "conflict"]
FAULTS: tuple[Fault, ...] = ("throttle", "error", "drop_before", "drop_after", "conflict")
StartResponse = Callable[[str, list[tuple[str, str]]], Any]
_DYNAMODB = "com.amazonaws.dynamodb.v20120810#"


class LockedMoto:
    """One request at a time; `fault_at` makes the n-th from then on go wrong."""

    def __init__(self) -> None:
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._lock = Lock()
        self.seen = 0
        self._fault: tuple[int, Fault] | None = None

    @contextmanager
    def fault_at(self, place: int, fault: Fault) -> Iterator[None]:
        """Let the request at this place (from 1) meet the fault, once."""
        self.seen, self._fault = 0, (place, fault)
        try:
            yield
        finally:
            self._fault = None

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        """Answer, or not."""
        with self._lock:
            self.seen += 1
            place, fault = self._fault or (0, None)
            if self.seen != place:
                return list(self._moto(environ, start))
            return self._misbehave(fault, environ, start)

    def _misbehave(
        self, fault: Fault | None, environ: dict[str, Any], start: StartResponse
    ) -> Iterable[bytes]:
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        match fault:
            case "throttle":
                return _answer(start, "400 Bad Request", "ProvisionedThroughputExceededException")
            case "error":
                return _answer(start, "500 Internal Server Error", "InternalServerError")
            case "conflict" if target.endswith("TransactWriteItems"):
                return _answer(start, "400 Bad Request", "TransactionCanceledException")
            case "conflict" if "Get" not in target and "Query" not in target:
                return _answer(start, "400 Bad Request", "TransactionConflictException")
            case "conflict":
                return list(self._moto(environ, start))
            case "drop_after":
                list(self._moto(environ, lambda *_: None))
        environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        start("200 OK", [])
        return []


def _answer(start: StartResponse, status: str, error: str) -> Iterable[bytes]:
    body: dict[str, Any] = {"__type": _DYNAMODB + error, "message": "injected"}
    if error == "TransactionCanceledException":
        body["CancellationReasons"] = [{"Code": "TransactionConflict"}, {"Code": "None"}]
    start(status, [("Content-Type", "application/x-amz-json-1.0")])
    return [json.dumps(body).encode()]


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
