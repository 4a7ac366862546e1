"""The one `requests` session of gonogo: every connection it opens is a guarded one."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ClosedPoolError

from gonogo.domain.http import ClientCertificate
from gonogo.egress.connection import Guarded, GuardedHTTPPool, GuardedHTTPSPool
from gonogo.egress.proxy import Proxy
from gonogo.egress.resolver import Guard
from gonogo.egress.tls import TlsContexts
from gonogo.egress.urls import Target
from gonogo.errors import Blocked

_Pool = GuardedHTTPPool | GuardedHTTPSPool
_POOLS = 16
"""Origins whose connections one session keeps; beyond, the oldest are closed."""
_IDLE = 8


class GuardedAdapter(HTTPAdapter):
    """Hands out connections that ask the policy."""

    def __init__(self, guard: Guard, tls: TlsContexts) -> None:
        self._guard = guard
        self._tls = tls
        self._pools: dict[tuple[str, str, int, bool, ClientCertificate | None, str], _Pool] = {}
        super().__init__(pool_connections=_POOLS, pool_maxsize=_IDLE)

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **kwargs: Any
    ) -> None:
        """Let urllib3 build its pools of our classes."""
        super().init_poolmanager(connections, maxsize, block, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": cast("type[GuardedHTTPPool]", partial(GuardedHTTPPool, guard=self._guard)),
            "https": cast("type[GuardedHTTPSPool]", partial(GuardedHTTPSPool, guard=self._guard)),
        }

    @property
    def proxy(self) -> Proxy | None:
        """The operator's proxy."""
        return self._guard.proxy

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: only the operator's proxy is used, and connections know it themselves."""
        raise Blocked("Requests through a proxy are not made.", rule="no-proxy")

    def pool(
        self,
        target: Target,
        verify: bool,
        certificate: ClientCertificate | None = None,
        authorities: str = "",
    ) -> _Pool:
        """The kept-alive connections to a target's origin, as whoever the certificate says."""
        key = (target.scheme, target.host, target.port, verify, certificate, authorities)
        pool = self._pools.get(key)
        if pool is None:
            if len(self._pools) >= _POOLS:
                self._pools.pop(next(iter(self._pools))).close()
            pool = self._pools[key] = self._new_pool(target, verify, certificate, authorities)
        return pool

    def _new_pool(
        self,
        target: Target,
        verify: bool,
        certificate: ClientCertificate | None,
        authorities: str,
    ) -> _Pool:
        if target.scheme == "http":
            return GuardedHTTPPool(target.host, target.port, maxsize=_IDLE, guard=self._guard)
        return GuardedHTTPSPool(
            target.host,
            target.port,
            maxsize=_IDLE,
            guard=self._guard,
            ssl_context=self._tls.get(verify, certificate, authorities),
            cert_reqs="CERT_REQUIRED" if verify else "CERT_NONE",
        )

    def take(self, pool: _Pool) -> Guarded:
        """A connection that is open and idle, or a new one that is not open yet."""
        try:
            return cast("Guarded", pool._get_conn())
        except ClosedPoolError:  # by another thread, which visited too many other origins
            return cast("Guarded", pool._new_conn())

    def give_back(self, pool: _Pool, connection: Guarded) -> None:
        """Keep an open connection for the next request to its origin."""
        pool._put_conn(connection)

    def close(self) -> None:
        """Close every idle connection."""
        super().close()
        while self._pools:
            self._pools.popitem()[1].close()


class GuardedSession(requests.Session):
    """A session without the environment's proxies and passwords, and without own redirects."""

    def __init__(self, guard: Guard, tls: TlsContexts) -> None:
        super().__init__()
        self.trust_env = False
        self.adapters.clear()
        self.guarded = GuardedAdapter(guard, tls)
        self.mount("https://", self.guarded)
        self.mount("http://", self.guarded)

    def get_redirect_target(self, resp: Any) -> None:
        """None: `requests` would read a redirect's whole body to prepare the next request."""
        return
