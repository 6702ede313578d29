"""Whether a text speaks of an artifact: by its name or that of its family, as whole words. Pure: no Django."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Shorter names are words of their own in too many texts.
SHORTEST = 4


def speaks_of(text: str, names: Iterable[str]) -> bool:
    """`Llama-3-8B` speaks of Llama, `pile-up` not of The Pile; case and what stands between words do not matter."""
    words = f" {_words(text)} "
    return any(f" {name} " in words for name in map(_words, names) if len(name) >= SHORTEST)


def _words(text: str) -> str:
    """Letters and digits apart, so that GPT-4o and GPT4o, Llama3 and Llama 3 are the same words."""
    return " ".join(re.findall(r"[a-z]+|\d+", text.lower()))
