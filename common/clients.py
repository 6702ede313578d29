"""Where a request comes from: its address, of what our own proxies say, and the network block that it lies in."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address, ip_network

UNKNOWN = "unknown"


def client_address(meta: Mapping[str, object], *, proxies: int) -> str:
    """From a WSGI environment. Of forwarding headers only what our own proxies added counts: one each, at the end."""
    forwarded = [part.strip() for part in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    return str(meta.get("REMOTE_ADDR", ""))


def network_block(address: str, *, prefixes: Mapping[int, int]) -> str:
    """The block of an address, with so many bits of it by the version of its protocol; `UNKNOWN` where it is none."""
    try:
        given = ip_address(address)
    except ValueError:
        return UNKNOWN
    if isinstance(given, IPv6Address) and given.ipv4_mapped:
        given = given.ipv4_mapped
    return str(ip_network((given, prefixes[given.version]), strict=False))
