"""Who asks, as far as it is told: keys that say "the same as before" for a while and nothing else. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import date, timedelta

from common.clients import network_block

KEY_BYTES = 12
BLOCK_DAYS = 90
# A household or a small office: they share an address of version 4, and get a /48 of version 6.
PREFIXES = {4: 24, 6: 48}
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
    """The network block of an address, as text; what is no address is all one block."""
    return network_block(address, prefixes=PREFIXES)


def key(salt: bytes, text: str) -> bytes:
    return hmac.new(salt, text.encode(), hashlib.sha256).digest()[:KEY_BYTES]


def block_period(day: date) -> date:
    """The first day of the ninety in which a block keeps its key."""
    return EPOCH + timedelta(days=(day - EPOCH).days // BLOCK_DAYS * BLOCK_DAYS)
