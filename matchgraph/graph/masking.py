"""What is kept of a query: its words in one spelling, without what could name a person. Pure."""

from __future__ import annotations

import re

from matchgraph.words import cleaned, pieces

LONGEST = 200
MASK = "removed"
# Addresses of people and pages, long numbers as of phones and cards, and long runs that mix letters and digits as keys
# and tokens do. Names of models are shorter, or have signs in between.
PERSONAL = re.compile(
    r"\S+@\S+"
    r"|\b(?:https?://|www\.)\S+"
    r"|\+?\d[\d\s().-]{7,}\d"
    r"|\b(?=\w*\d)(?=\w*[^\W\d])\w{24,}\b"
)


def normalized(query: str) -> str:
    """The intent that a query is counted for; empty where nothing is left of it."""
    words = [piece.whole for piece in pieces(PERSONAL.sub(f" {MASK} ", cleaned(query)))]
    kept = " ".join(words)[:LONGEST].strip()
    return "" if set(words) <= {MASK} else kept
