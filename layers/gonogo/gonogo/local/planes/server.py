"""The control planes behind one HTTP address, in the two protocols that AWS's clients speak."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Protocol

import cbor2

from gonogo.local.planes.model import Model, Refused

_CBOR_PATH = re.compile(r"/service/(\w+)/operation/(\w+)")
_MOST_BYTES = 1_000_000
Params = Mapping[str, Any]


class Plane(Protocol):
    """One service: its model, and a method for each operation that it has here."""

    model: Model

    def operations(self) -> Mapping[str, Callable[[Params], Params]]:
        """The operations by name."""
        ...


@dataclass(frozen=True, slots=True)
class Recorded:
    """One call that reached a service, and the error that it got; empty for none."""

    service: str
    operation: str
    params: Params
    error: str = ""


@dataclass(slots=True)
class Fault:
    """The next calls of an operation fail; `lost`: after they took effect."""

    operation: str
    code: str
    times: int = 1
    lost: bool = False


@dataclass(slots=True)
class Planes(AbstractContextManager["Planes"]):
    """A server on loopback for several services; every call is kept in order."""

    services: Sequence[Plane]
    port: int = 0
    calls: list[Recorded] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    objects: dict[str, bytes] = field(default_factory=dict)
    """What was put into the store of artifacts, by its path."""
    _server: ThreadingHTTPServer | None = None
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __enter__(self) -> Planes:
        handler = type("Handler", (_Handler,), {"planes": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        # Ending waits for one more look of the loop: half a second by default.
        serve = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        serve.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    @property
    def url(self) -> str:
        """For `AWS_ENDPOINT_URL_CODEDEPLOY` and the like."""
        return f"http://127.0.0.1:{self.port}"

    def called(self, operation: str) -> list[Params]:
        """The requests of an operation that took effect, in their order."""
        return [
            call.params for call in self.calls if call.operation == operation and not call.error
        ]

    def call(self, target: str, operation: str, params: Params) -> Params:
        """Answer one call; raises `Refused`."""
        plane = next((plane for plane in self.services if plane.model.target == target), None)
        if plane is None or operation not in plane.operations():
            raise Refused("UnknownOperationException", f"{target}.{operation}")
        with self._lock:
            try:
                answer = self._answer(plane, operation, params)
            except Refused as refused:
                self.calls.append(Recorded(plane.model.name, operation, params, refused.code))
                if not plane.model.may_answer(operation, refused.code):
                    raise ValueError(f"{operation} cannot answer {refused.code}") from refused
                raise
            self.calls.append(Recorded(plane.model.name, operation, params))
            return answer

    def put(self, path: str, content: bytes, headers: Mapping[str, str]) -> None:
        """Take an object, as S3 does; raises `Refused`."""
        named = ("authorization", "x-amz-security-token", "x-amz-server-side-encryption")
        kept = {name: headers.get(name, "") for name in (*named, f"{named[-1]}-aws-kms-key-id")}
        fault = next((f for f in self.faults if f.operation == "PutObject" and f.times > 0), None)
        code = fault.code if fault else ""
        with self._lock:
            self.calls.append(Recorded("s3", "PutObject", {"path": path, **kept}, code))
            if fault is not None:
                fault.times -= 1
                raise Refused(fault.code, "as the test wished")
            self.objects[path] = content

    def _answer(self, plane: Plane, operation: str, params: Params) -> Params:
        fault = next((f for f in self.faults if f.operation == operation and f.times > 0), None)
        if fault is not None:
            fault.times -= 1
            if fault.lost:
                plane.model.check(operation, params)
                plane.operations()[operation](params)
            raise Refused(fault.code, "as the test wished")
        plane.model.check(operation, params)
        answer = plane.operations()[operation](params)
        plane.model.check_answer(operation, answer)
        return answer


class _Handler(BaseHTTPRequestHandler):
    planes: Planes
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    """Head and body leave together: apart, the client's kernel holds its answer for 40 ms."""

    def do_POST(self) -> None:
        """One call of either protocol."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), _MOST_BYTES))
        cbor = _CBOR_PATH.fullmatch(self.path)
        if cbor:
            target, operation = cbor[1], cbor[2]
            params = cbor2.loads(body) if body else {}
        else:
            target, _, operation = self.headers.get("X-Amz-Target", "").partition(".")
            params = json.loads(body or b"{}")
        try:
            status, answer = 200, self.planes.call(target, operation, params)
        except Refused as refused:
            status = 500 if refused.code == "InternalFailure" else 400
            answer = {"__type": refused.code, "message": str(refused)}
        self._reply(status, answer, cbor=bool(cbor))

    def do_PUT(self) -> None:
        """An object for the store of artifacts."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), _MOST_BYTES))
        status, payload = 200, b""
        try:
            self.planes.put(self.path, body, {k.lower(): v for k, v in self.headers.items()})
        except Refused as refused:
            status = 403
            payload = f"<Error><Code>{refused.code}</Code></Error>".encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def handle_expect_100(self) -> bool:
        """S3's client waits for it before it sends."""
        told = super().handle_expect_100()
        self.wfile.flush()
        return told

    def _reply(self, status: int, answer: Params, *, cbor: bool) -> None:
        if cbor:
            payload, kind = cbor2.dumps(dict(answer), datetime_as_timestamp=True), "cbor"
        else:
            payload, kind = json.dumps(answer, default=_epoch).encode(), "x-amz-json-1.1"
        self.send_response(status)
        if cbor:
            self.send_header("smithy-protocol", "rpc-v2-cbor")
        self.send_header("Content-Type", f"application/{kind}")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: object) -> None:
        """Silent: the calls are kept."""


def _epoch(value: Any) -> float:
    moment: float = value.timestamp()
    return moment
