"""Result tokens: what a reaction must name, so that nobody can praise what he was never shown.

A token is signed, names a page and a position of it, and ends after two hours. It counts once for each way to react:
the table of reactions sees to that.
"""

from __future__ import annotations

import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.signing import BadSignature, TimestampSigner

SALT = "matchgraph.result"
AGE = timedelta(hours=2)
NONCE_BYTES = 12
_NAMED = struct.Struct(">I12sB")


class TokenError(ValueError):
    """A token that was not given out here, was changed, or has ended; says which in words for a reader."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A place of a result page. `position` counts from 1."""

    day: date
    nonce: bytes
    position: int


def nonce_make() -> bytes:
    return secrets.token_bytes(NONCE_BYTES)


def token_make(shown: Shown) -> str:
    named = _NAMED.pack(shown.day.toordinal(), shown.nonce, shown.position)
    return TimestampSigner(salt=SALT).sign(urlsafe_b64encode(named).decode().rstrip("="))


def token_read(token: str) -> Shown:
    """Raises `TokenError`."""
    try:
        text = TimestampSigner(salt=SALT).unsign(token[:200], max_age=AGE)
        day, nonce, position = _NAMED.unpack(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except BadSignature as error:
        ended = "age" in str(error)
        raise TokenError(
            "this result page is older than two hours: search again" if ended else "this is no token of a result page"
        ) from error
    except (Base64Error, struct.error, ValueError) as error:
        raise TokenError("this is no token of a result page") from error
    return Shown(date.fromordinal(day), nonce, position)
