"""The one way out: every request that gonogo makes for somebody goes through `Sender`."""

from __future__ import annotations

import socket

from gonogo.egress.policy import AddressPolicy, Verdict, policy_from
from gonogo.egress.resolver import Guard, Resolve
from gonogo.egress.session import EgressSession
from gonogo.egress.tls import TlsContexts
from gonogo.ports import HttpSession

__all__ = ["AddressPolicy", "Sender", "Verdict", "policy_from"]


class Sender:
    """Implements `HttpSender`; sessions share its TLS contexts and nothing else."""

    def __init__(
        self,
        policy: AddressPolicy,
        *,
        resolve: Resolve = socket.getaddrinfo,
        authorities: str | None = None,
    ) -> None:
        self._guard = Guard(policy, resolve)
        self._tls = TlsContexts(authorities)

    def session(self, *, keep_cookies: bool = False) -> HttpSession:
        """A fresh session."""
        return EgressSession(self._guard, self._tls, keep_cookies=keep_cookies)
