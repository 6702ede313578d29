"""Who asks, as far as it is told: keys that say "the same as before" for a while and nothing else. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import date, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address

KEY_BYTES = 12
BLOCK_DAYS = 90
# A household or a small office: they share an address of version 4, and get a /48 of version 6.
PREFIX_4, PREFIX_6 = 24, 48
EPOCH = date(2020, 1, 1)
PROGRAMS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|headless|lighthouse|monitor|curl|wget|python|httpx|aiohttp|go-http|java/|okhttp"
    r"|libwww|scrapy|axios|node-fetch|postman|insomnia",
    re.IGNORECASE,
)


def is_program(agent: str) -> bool:
    """Whether what asks says of itself that it is no person's browser."""
    return not agent or PROGRAMS.search(agent) is not None


def block_of(address: str) -> str:
    """The network block of an address, as text; the address itself where it is none, so that all such are one."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    prefix = PREFIX_4 if isinstance(found, IPv4Address) else PREFIX_6
    bits = 32 if isinstance(found, IPv4Address) else 128
    return f"{found.version}:{int(found) >> (bits - prefix)}"


def key(salt: bytes, text: str) -> bytes:
    return hmac.new(salt, text.encode(), hashlib.sha256).digest()[:KEY_BYTES]


def block_period(day: date) -> date:
    """The first day of the ninety in which a block keeps its key."""
    return EPOCH + timedelta(days=(day - EPOCH).days // BLOCK_DAYS * BLOCK_DAYS)
