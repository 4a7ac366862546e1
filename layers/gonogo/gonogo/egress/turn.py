"""One request on one connection: sent, answered, and every way in which that can fail named."""

from __future__ import annotations

import time

from gonogo.domain.http import Headers, HttpRequest, Timings
from gonogo.egress import headers as header_lines
from gonogo.egress.adapter import GuardedAdapter
from gonogo.egress.answer import Answer, Malformed, NothingReceived
from gonogo.egress.body import Body, read_body
from gonogo.egress.connection import Guarded
from gonogo.egress.deadline import Deadline
from gonogo.egress.expectation import body_wanted
from gonogo.egress.redirects import Hop
from gonogo.errors import DeadlinePassed, HttpFailure, ProtocolFailure

_IDEMPOTENT = frozenset(("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"))
_SMALL = 8 * 1024


class Turn:
    """One hop of an exchange; `release` must follow."""

    def __init__(
        self,
        adapter: GuardedAdapter,
        request: HttpRequest,
        hop: Hop,
        sent: Headers,
        deadline: Deadline,
    ) -> None:
        self._adapter = adapter
        self._pool = adapter.pool(
            hop.target, request.verify_tls, hop.certificate, request.authorities
        )
        self._limit = request.timeout
        self._deadline = deadline
        self._connection: Guarded | None = None
        self._fresh = False
        self._asked = 0.0
        self.hop = hop
        self.sent = sent
        self.answer: Answer

    def ask(self) -> None:
        """Send the request and read the head of the answer."""
        hop = self.hop
        proxy = self._adapter.proxy
        if proxy is None or hop.target.scheme == "https":
            head = header_lines.head(hop.method, hop.target.path, self.sent)
        else:
            head = header_lines.head(hop.method, hop.target.url, (*self.sent, *proxy.lines))
        try:
            try:
                self._converse(head)
            except NothingReceived:
                if self._fresh or self._deadline.fired or hop.method not in _IDEMPOTENT:
                    raise
                # The server let go of a kept-alive connection just then: once more, on a new one.
                self.release()
                self._converse(head, anew=True)
        except (NothingReceived, Malformed, OSError) as error:
            raise self._failure(error) from error
        if self._deadline.fired:
            raise self._late("answer")

    def read(self, most: int) -> Body:
        """Read the body, up to `most` bytes."""
        try:
            body = read_body(self.answer, most)
        except (Malformed, OSError) as error:
            raise self._failure(error) from error
        # A connection that was cut ends like one that is complete.
        if self._deadline.fired:
            raise self._late("finish its answer")
        return body

    def skip(self) -> None:
        """Leave the body of a redirect; read it only if small, to keep the connection."""
        left = self.answer.length
        if left and left <= _SMALL:
            self.read(_SMALL)

    def release(self) -> None:
        """Keep the connection for the next request if it stands at a clean end, else close it."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        self._deadline.guard(None)
        answer = getattr(self, "answer", None)
        if answer is not None and answer.reusable and not self._deadline.fired:
            self._adapter.give_back(self._pool, connection)
        else:
            connection.close()

    def timings(self, total: float) -> Timings:
        """Milliseconds of this hop's phases; None for what a kept-alive connection skipped."""
        first_byte = (self.answer.first_byte - self._asked) * 1000
        connection = self._connection
        if connection is None or not self._fresh:
            return Timings(first_byte=first_byte, total=total)
        return Timings(connection.dns, connection.connected, connection.tls, first_byte, total)

    def certificate_days(self) -> float | None:
        """Days until the server's certificate ends."""
        ends = None if self._connection is None else self._connection.certificate_ends
        return None if ends is None else (ends - time.time()) / 86_400

    def _converse(self, head: bytes, *, anew: bool = False) -> None:
        connection = self._adapter.take(self._pool)
        if anew:
            connection.close()
        self._connection = connection
        self._fresh = connection.sock is None
        if self._fresh:
            connection.open(self._deadline)
        else:
            self._deadline.guard(connection)
        if not header_lines.expects(self.sent, self.hop.body):
            self._asked = connection.transmit(head, self.hop.body)
            self.answer = Answer(connection.incoming, self.hop.method)
            return
        self._asked = connection.transmit(head, None)
        wanted = body_wanted(connection)
        if wanted:
            self._asked = connection.transmit(b"", self.hop.body)
        self.answer = Answer(connection.incoming, self.hop.method)
        # The server may still take the next request for the body that it never got.
        self.answer.keep = self.answer.keep and wanted

    def _failure(self, error: Exception) -> HttpFailure:
        host = self.hop.target.host
        if self._deadline.fired:
            return self._late("answer")
        if isinstance(error, Malformed):
            return ProtocolFailure(f"The answer of {host} was not usable: {error}.")
        if isinstance(error, NothingReceived):
            return ProtocolFailure(f"{host} closed the connection before it answered.")
        return ProtocolFailure(f"The connection to {host} broke off during the answer.")

    def _late(self, what: str) -> DeadlinePassed:
        return DeadlinePassed(
            f"{self.hop.target.host} did not {what} within {self._limit:g} seconds."
        )
