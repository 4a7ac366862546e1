"""The one way out: every request that gonogo makes for somebody goes through `Sender`."""

from __future__ import annotations

import socket

from gonogo.egress.policy import AddressPolicy, Verdict, policy_from
from gonogo.egress.proxy import Proxy, proxy_of
from gonogo.egress.resolver import Guard, Resolve
from gonogo.egress.session import EgressSession
from gonogo.egress.tls import TlsContexts
from gonogo.ports import HttpSession
from gonogo.settings import Settings

__all__ = ["AddressPolicy", "Proxy", "Sender", "Verdict", "policy_from", "proxy_of", "sender_from"]


class Sender:
    """Implements `HttpSender`; sessions share its TLS contexts and nothing else."""

    def __init__(
        self,
        policy: AddressPolicy,
        *,
        resolve: Resolve = socket.getaddrinfo,
        authorities: str | None = None,
        proxy: Proxy | None = None,
    ) -> None:
        self._guard = Guard(policy, resolve, proxy)
        self._tls = TlsContexts(authorities)

    def session(self, *, keep_cookies: bool = False) -> HttpSession:
        """A fresh session."""
        return EgressSession(self._guard, self._tls, keep_cookies=keep_cookies)


def sender_from(settings: Settings, *, authorities: str | None = None) -> Sender:
    """The sender that a deployment's settings ask for; `authorities` is a file in PEM form."""
    return Sender(
        policy_from(settings), authorities=authorities, proxy=proxy_of(settings.egress_proxy)
    )
