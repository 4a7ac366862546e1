"""Turns a host into addresses once, within the deadline, and refuses unless every one is clean."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from gonogo.egress.policy import AddressPolicy
from gonogo.egress.proxy import Proxy
from gonogo.errors import Blocked, ConnectFailed, DeadlinePassed

AddressInfo = tuple[int, int, int, str, tuple[Any, ...]]
Resolve = Callable[..., list[Any]]

log = logging.getLogger("gonogo.egress")
log.addHandler(logging.NullHandler())  # a command line without logging stays quiet


class Guard:
    """The policy and the resolver that every connection of a sender goes through."""

    def __init__(
        self,
        policy: AddressPolicy,
        resolve: Resolve = socket.getaddrinfo,
        proxy: Proxy | None = None,
    ) -> None:
        self.policy = policy
        self.proxy = proxy
        self._resolve = resolve

    def addresses(self, host: str, port: int, seconds: float) -> list[AddressInfo]:
        """Every address of `host`, all of them allowed; raises `Blocked` if one is not."""
        answers = self._look_up(host, port, seconds)
        if not answers:
            raise ConnectFailed(f"The name {host} has no address.")
        for family, *_, sockaddr in answers:
            if family not in (socket.AF_INET, socket.AF_INET6):
                self._refuse(host, "platform-deny/address-family")
            if len(sockaddr) == 4 and sockaddr[3]:
                self._refuse(host, "platform-deny/zone-id")
            self.admit(host, sockaddr)
        return answers

    def admit(self, host: str, sockaddr: tuple[Any, ...]) -> None:
        """Raise `Blocked` unless the policy allows this address."""
        check = self.policy.check if self.proxy is None else self.policy.check_proxy
        verdict = check(str(sockaddr[0]), int(sockaddr[1]))
        if not verdict.allowed:
            self._refuse(host, verdict.rule)
        log.debug("egress allowed rule=%s", verdict.rule)

    def through(self, host: str, port: int) -> tuple[str, int]:
        """Name and port to connect to for a host: its own, or those of the proxy.

        A proxy resolves names and enforces; what the URL itself tells is still looked at here.
        """
        if self.proxy is None:
            return host, port
        refusal = self.policy.check_port(port)
        if refusal is None and _is_literal(host):
            refusal = self.policy.check(host, port)
        if refusal is not None and not refusal.allowed:
            self._refuse(host, refusal.rule)
        return self.proxy.host, self.proxy.port

    def _refuse(self, host: str, rule: str) -> None:
        raise Blocked(
            f"{host} leads to an address that this deployment may not call ({rule}).", rule=rule
        )

    def _look_up(self, host: str, port: int, seconds: float) -> list[AddressInfo]:
        if _is_literal(host):
            return self._ask(host, port)
        # A look-up cannot be interrupted, so it waits in a thread that the deadline leaves behind.
        answer = _Answer()

        def ask() -> None:
            try:
                answer.found = self._ask(host, port)
            except ConnectFailed as failure:
                answer.failure = failure
            finally:
                answer.ready.set()

        threading.Thread(target=ask, name="gonogo-name", daemon=True).start()
        if not answer.ready.wait(seconds):
            raise DeadlinePassed(f"The name {host} was not found within the time limit.")
        if answer.failure is not None:
            raise answer.failure
        return answer.found

    def _ask(self, host: str, port: int) -> list[AddressInfo]:
        try:
            return list(self._resolve(host, port, 0, socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            raise ConnectFailed(f"The name {host} could not be resolved.") from error


class _Answer:
    def __init__(self) -> None:
        self.ready = threading.Event()
        self.found: list[AddressInfo] = []
        self.failure: ConnectFailed | None = None


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
