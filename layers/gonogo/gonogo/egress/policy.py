"""Decides by address whether a connection may be made: the one list of what is forbidden.

First match wins: platform deny, operator deny, operator allow, default deny, allowed. The lists
are our own because `ipaddress.is_global` calls NAT64, 6to4 and some cloud addresses global, and
changes between patch versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Literal, cast
from urllib.parse import urlsplit

from gonogo.errors import Invalid
from gonogo.settings import Settings

Mode = Literal["public", "vpc", "local"]
Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Named = tuple[tuple[str, Network], ...]


def _named(**groups: str) -> Named:
    return tuple(
        (name.replace("_", "-"), ip_network(cidr))
        for name, cidrs in groups.items()
        for cidr in cidrs.split()
    )


PLATFORM_DENY = _named(
    link_local="169.254.0.0/16 fe80::/10",
    unspecified="0.0.0.0/8",
    multicast="224.0.0.0/4 ff00::/8",
    reserved="240.0.0.0/4",
    metadata="fd00:ec2::/32",
)
DEFAULT_DENY = _named(
    unspecified="0.0.0.0/8",
    private="10.0.0.0/8 172.16.0.0/12 192.168.0.0/16",
    shared="100.64.0.0/10",
    loopback="127.0.0.0/8",
    cloud_platform="168.63.129.16/32",
    link_local="169.254.0.0/16",
    special="192.0.0.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.175.48.0/24",
    documentation="192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 3fff::/20",
    benchmark="198.18.0.0/15",
    multicast="224.0.0.0/4",
    reserved="240.0.0.0/4",
    special_ipv6="2001::/23 2620:4f:8000::/48",
    sixtofour="2002::/16",
)
LOCAL_ALLOW = _named(
    loopback="127.0.0.0/8 ::1/128",
    private="10.0.0.0/8 172.16.0.0/12 192.168.0.0/16",
)
# Inside IPv6 nothing but this block is reachable unless allowed: one rule for NAT64, unique
# local, site local, compatible, translated, discard and every block still to come.
GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("::ffff:0:0:0/96"))
_SIXTOFOUR = IPv6Network("2002::/16")
_COMPATIBLE = IPv6Network("::/96")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision, and the name of the rule that made it."""

    allowed: bool
    rule: str


class AddressPolicy:
    """The rules of one deployment."""

    def __init__(
        self,
        mode: Mode = "public",
        *,
        allow: Iterable[str] = (),
        deny: Iterable[str] = (),
        ports: Iterable[str] = (),
        own: Iterable[str] = (),
        runtime_api: str = "",
    ) -> None:
        self.mode = mode
        self._ports = tuple(_ports(text) for text in ports)
        self.own = frozenset(origin for url in own if (origin := _origin(url)))
        """Host and port of each of this deployment's own addresses, where they are refused."""
        self._allow = tuple(_network(text, "EGRESS_ALLOW_CIDRS") for text in allow)
        self._deny = tuple(_network(text, "EGRESS_DENY_CIDRS") for text in deny)
        if self._allow and mode == "public":
            raise Invalid(
                "EGRESS_ALLOW_CIDRS opens private networks, and EGRESS_MODE is public.",
                field="EGRESS_MODE",
                accepted="vpc, local",
            )
        self.runtime_host, self._runtime_port = _endpoint(runtime_api)
        self._runtime_address = _literal(self.runtime_host)

    def check(self, address: str, port: int) -> Verdict:
        """The verdict on connecting to `address` (as a resolver writes it) and `port`."""
        if "%" in address:
            return Verdict(False, "platform-deny/zone-id")
        ip = _literal(address)
        if ip is None:
            return Verdict(False, "platform-deny/not-an-address")
        if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        return (
            self._platform(ip, port)
            or self.check_port(port)
            or self._operator(ip)
            or self._default(ip)
            or Verdict(True, "allowed")
        )

    def check_proxy(self, address: str, port: int) -> Verdict:
        """The verdict on the operator's own proxy: only what nobody may reach is refused."""
        ip = _literal(address)
        if ip is None:
            return Verdict(False, "platform-deny/not-an-address")
        return self._platform(ip, port) or Verdict(True, "proxy")

    def check_port(self, port: int) -> Verdict | None:
        """The refusal of a port that the operator did not open, if there is a list of those."""
        if not self._ports or any(first <= port <= last for first, last in self._ports):
            return None
        return Verdict(False, "operator-deny/port")

    def _platform(self, ip: Address, port: int) -> Verdict | None:
        if port == self._runtime_port and self._is_runtime(ip):
            return Verdict(False, "platform-deny/runtime-api")
        for candidate in _faces(ip):
            name = _first(PLATFORM_DENY, candidate)
            if name:
                return Verdict(False, f"platform-deny/{name}")
        return None

    def _is_runtime(self, ip: Address) -> bool:
        # A runtime API on loopback may listen on all of loopback; one known only by name too.
        runtime = self._runtime_address
        return ip == runtime or (ip.is_loopback and (runtime is None or runtime.is_loopback))

    def _operator(self, ip: Address) -> Verdict | None:
        if any(face in network for face in _faces(ip) for network in self._deny):
            return Verdict(False, "operator-deny")
        if any(ip in network for network in self._allow):
            return Verdict(True, "operator-allow")
        return None

    def _default(self, ip: Address) -> Verdict | None:
        if self.mode == "local":
            name = _first(LOCAL_ALLOW, ip)
            if name:
                return Verdict(True, f"local/{name}")
        name = _first(DEFAULT_DENY, ip)
        if name is None and isinstance(ip, IPv6Address) and ip not in GLOBAL_UNICAST:
            name = "loopback" if ip.is_loopback else "not-global-unicast"
        return Verdict(False, f"default-deny/{name}") if name else None


def policy_from(settings: Settings) -> AddressPolicy:
    """The policy that a deployment's settings ask for."""
    return AddressPolicy(
        cast(Mode, settings.egress_mode),
        allow=_listed(settings.egress_allow_cidrs),
        deny=_listed(settings.egress_deny_cidrs),
        ports=_listed(settings.egress_allow_ports),
        own=() if settings.egress_allow_own == "true" else settings.own_bases(),
        runtime_api=settings.aws_lambda_runtime_api,
    )


def _listed(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _network(text: str, setting: str) -> Network:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise Invalid(
            f"{setting} holds {text!r}, which is no network.",
            field=setting,
            accepted="addresses and CIDR blocks, separated by commas",
        ) from None


def _ports(text: str) -> tuple[int, int]:
    first, dash, last = text.partition("-")
    if not dash:
        last = first
    if not (first.isdecimal() and last.isdecimal() and 0 < int(first) <= int(last) <= 65535):
        raise Invalid(
            f"EGRESS_ALLOW_PORTS holds {text!r}, which is no port.",
            field="EGRESS_ALLOW_PORTS",
            accepted="ports and ranges from 1 to 65535, as in 443,8000-8999",
        )
    return int(first), int(last)


def _origin(url: str) -> tuple[str, int] | None:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return (parts.hostname.rstrip("."), port) if parts.hostname else None


def _endpoint(text: str) -> tuple[str, int]:
    host, _, port = text.strip().rpartition(":")
    if not port.isdecimal():
        return text.strip().strip("[]").lower(), 0
    return host.strip("[]").lower(), int(port)


def _literal(text: str) -> Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _first(rules: Named, ip: Address) -> str | None:
    return next((name for name, network in rules if ip in network), None)


def _faces(ip: Address) -> Iterator[Address]:
    """The address, and the IPv4 address that a translator would make of it.

    Without this an operator who allows a NAT64 block would open the metadata service with it.
    """
    yield ip
    if not isinstance(ip, IPv6Address):
        return
    number = int(ip)
    if any(ip in network for network in _NAT64) or (ip in _COMPATIBLE and number > 0xFFFF):
        yield IPv4Address(number & 0xFFFFFFFF)
    elif ip in _SIXTOFOUR:
        yield IPv4Address(number >> 80 & 0xFFFFFFFF)
