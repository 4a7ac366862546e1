"""What no request may reach, in every spelling: the fixed list and the generator of URLs."""

# ruff: noqa: RUF001  look-alike characters are what the lists are made of

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, ip_address, ip_network
from itertools import islice, product

_V4 = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.254 10.96.0.1 10.0.0.53 100.64.0.1 100.100.100.200
100.127.255.254 127.0.0.1 127.0.0.2 127.0.1.1 127.1.1.1 127.255.255.254 168.63.129.16
169.254.0.1 169.254.79.2 169.254.100.1 169.254.169.123 169.254.169.250 169.254.169.253
169.254.169.254 169.254.170.2 169.254.170.23 169.254.255.255 172.16.0.1 172.17.0.1 172.20.10.1
172.31.255.254 192.0.0.1 192.0.0.192 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.168.0.1
192.168.1.254 192.168.255.255 192.175.48.1 198.18.0.1 198.19.255.254 198.51.100.1 203.0.113.1
224.0.0.1 224.0.0.251 239.255.255.250 240.0.0.1 250.1.2.3 255.255.255.254 255.255.255.255
"""
FORBIDDEN_V4 = tuple(_V4.split())
_V6 = """
:: ::1 ::ffff:a9fe:a9fe ::ffff:7f00:1 ::127.0.0.1 ::169.254.169.254 ::ffff:0:127.0.0.1
64:ff9b::a9fe:a9fe 64:ff9b::7f00:1 64:ff9b:1::1 64:ff9b:1:a00:0:100:: 100::1 100:0:0:1::1
2001::1 2001:0:a9fe:a9fe::1 2001:10::1 2001:20::1 2001:db8::1 2002:a9fe:a9fe::1 2002:7f00:1::1
2620:4f:8000::1 3fff::1 5f00::1 fc00::1 fd00::1 fd00:ec2::23 fd00:ec2::253 fd00:ec2::254 fe80::1
fe80::a9fe:a9fe fec0::1 ff01::1 ff02::1 ff05::2 4000::1 1::1 8000::1 c000::1 e000::1
"""
FORBIDDEN_V6 = tuple(_V6.split())

_BLOCKS = """
0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12
192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16
192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 2001::/23
2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20
"""
_FORBIDDEN_BLOCKS = [ip_network(text) for text in _BLOCKS.split()]
_REACHABLE_V6 = ip_network("2000::/3")


def is_forbidden(address: str) -> bool:
    """An independent reading of the rule: blocks listed, and of IPv6 only global unicast."""
    ip = ip_address(address)
    if ip.version == 6:
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif ip not in _REACHABLE_V6:
            return True
    return any(ip.version == block.version and ip in block for block in _FORBIDDEN_BLOCKS)


def spellings(address: str) -> Iterator[str]:
    """An IPv4 address in every form that a resolver may take for it, and inside IPv6."""
    number = int(IPv4Address(address))
    a, b, c, d = number.to_bytes(4, "big")
    low24, low16 = number & 0xFFFFFF, number & 0xFFFF
    yield from (address, str(number), hex(number), f"0{number:o}", f"0x{number:08X}")
    yield from (f"{a}.{low24}", f"{a}.{b}.{low16}", f"{a:#x}.{low24:#x}", f"0{a:o}.{b}.{low16:#x}")
    yield from (f"{a:#x}.{b:#x}.{c:#x}.{d:#x}", f"0{a:o}.0{b:o}.0{c:o}.0{d:o}")
    yield from (f"00{a:o}.{b}.{c}.{d}", f"{a:#x}.{b}.0{c:o}.{d}", f"{address}.")
    yield address.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    yield from (address.replace(".", "。"), address.replace(".", "%2e"), address.replace(".", "．"))
    high, low = number >> 16, number & 0xFFFF
    for prefix in ("::ffff:", "::", "::ffff:0:", "64:ff9b::", "64:ff9b:1::"):
        yield f"[{prefix}{high:x}:{low:x}]"
        yield f"[{prefix}{address}]"
    yield from (f"[0:0:0:0:0:ffff:{address}]", f"[2002:{high:x}:{low:x}::1]")
    yield from (f"[2001:0:{high:x}:{low:x}::1]", f"[fe80::{high:x}:{low:x}%25lo]")


_DECORATIONS = (
    "http://{}/",
    "https://{}/",
    "http://{}:8080/latest/meta-data/",
    "http://user@{}/",
    "http://example.com:80@{}/",
    "HTTP://{}?x=http://example.com/",
    "http://{}#@example.com/",
)


def generated(most: int) -> list[str]:
    """`most` different URLs that all mean a forbidden address or nothing."""
    hosts = [form for address in FORBIDDEN_V4 for form in spellings(address)]
    hosts += [f"[{address}]" for address in FORBIDDEN_V6]
    every = (shape.format(host) for host, shape in product(dict.fromkeys(hosts), _DECORATIONS))
    return list(islice(every, most))
