"""API keys as text: made of a public prefix and a secret of 256 bits, of which only a hash is kept. Pure."""

from __future__ import annotations

import hashlib
import re
import secrets
import string

SHAPE = re.compile(r"^uk_([a-z0-9]{12})\.([A-Za-z0-9_-]{43})\Z")
SIGNS = string.ascii_lowercase + string.digits


def key_made() -> tuple[str, str]:
    """A prefix and a secret. With so many random bits a plain hash is as good as a slow one."""
    return "".join(secrets.choice(SIGNS) for _ in range(12)), secrets.token_urlsafe(32)


def key_text(prefix: str, secret: str) -> str:
    return f"uk_{prefix}.{secret}"


def key_parts(text: str) -> tuple[str, str] | None:
    """Prefix and secret of what a client sent; None when it has not the shape of a key."""
    match = SHAPE.match(text)
    return (match[1], match[2]) if match else None


def secret_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def is_secret(secret: str, *, sha256: str) -> bool:
    """Takes as long for every wrong answer."""
    return secrets.compare_digest(secret_hash(secret), sha256)
