"""Amounts of money as text."""

from __future__ import annotations

# What is cheaper would print as nothing.
SMALLEST = 0.0001


def money_label(amount: float, currency: str) -> str:
    """`$0.27`, `$1.0001`, `EUR 12.00`: two decimals at least, six at most."""
    whole, _, part = f"{amount:.6f}".rstrip("0").partition(".")
    sign = "$" if currency == "USD" else f"{currency} ".lstrip()
    return f"{sign}{whole}.{part.ljust(2, '0')}"
