"""How often a client may ask: a moving minute, counted in Valkey, or in this process while Valkey is away."""

from __future__ import annotations

import hashlib
import math
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from django.conf import settings
from django_redis import get_redis_connection
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from common.clients import UNKNOWN, client_address, network_block

log = structlog.get_logger(__name__)

WINDOW_SECONDS = 60
# After a failure Valkey is left alone for this long: each try would cost the client a quarter of a second.
PAUSE_SECONDS = 5.0
# Whoever has one address of a provider's network often has its neighbors too.
BLOCKS = {4: 24, 6: 56}


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a client's minute. `reset` is when, in seconds, something of it comes free again."""

    policy: str
    limit: int
    granted: bool
    remaining: int
    reset: int

    def headers(self) -> dict[str, str]:
        """The two fields of the IETF draft, and when to come back."""
        fields = {
            "RateLimit-Policy": f'"{self.policy}";q={self.limit};w={WINDOW_SECONDS}',
            "RateLimit": f'"{self.policy}";r={self.remaining};t={self.reset}',
        }
        return fields if self.granted else {**fields, "Retry-After": str(self.reset)}


class Limiter:
    """Counts in Valkey, where all processes see it; in the memory of the process while that gives no answer."""

    def __init__(self) -> None:
        self.local = MovingWindowRateLimiter(MemoryStorage())
        self.shared: MovingWindowRateLimiter | None = None
        self.pause_until = 0.0
        self.lock = threading.Lock()

    def ask(self, *, policy: str, client: str, limit: int) -> Allowance:
        item = RateLimitItemPerMinute(limit)
        if time.monotonic() >= self.pause_until:
            try:
                return _asked(self._shared(), item, policy, client)
            except RedisError as error:
                log.warning("rate_limit_without_valkey", error=type(error).__name__)
                self.pause_until = time.monotonic() + PAUSE_SECONDS
        return _asked(self.local, item, policy, client)

    def _shared(self) -> MovingWindowRateLimiter:
        with self.lock:
            if self.shared is None:
                pool = get_redis_connection("default").connection_pool
                self.shared = MovingWindowRateLimiter(RedisStorage("redis://", connection_pool=pool, key_prefix="rate"))
            return self.shared


limiter = Limiter()


def allowance_of(*, policy: str, client: str, limit: int) -> Allowance | None:
    """None where no limit is set."""
    return limiter.ask(policy=policy, client=client, limit=limit) if limit else None


def _asked(strategy: MovingWindowRateLimiter, item: RateLimitItem, policy: str, client: str) -> Allowance:
    granted = strategy.hit(item, policy, client)
    window = strategy.get_window_stats(item, policy, client)
    reset = max(1, min(WINDOW_SECONDS, math.ceil(window.reset_time - time.time())))
    return Allowance(policy, item.amount, granted, max(window.remaining, 0), reset)


def client_block(meta: Mapping[str, object], *, proxies: int) -> str:
    """The network of a client, hashed, so that no address is written down."""
    block = network_block(client_address(meta, proxies=proxies), prefixes=BLOCKS)
    return UNKNOWN if block == UNKNOWN else hashlib.sha256(f"{settings.SECRET_KEY}{block}".encode()).hexdigest()[:24]
