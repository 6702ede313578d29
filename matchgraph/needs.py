"""What people say when they need a capability: phrases by path of its kind, from `rules/needs.toml`. Pure."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

RULES = Path(__file__).resolve().parent / "rules" / "needs.toml"


@functools.cache
def needs_read() -> dict[str, tuple[str, ...]]:
    return {path: tuple(phrases) for path, phrases in tomllib.loads(RULES.read_text("utf-8"))["needs"].items()}


def phrases_of(path: str, name: str, synonyms: Sequence[str], intents: Sequence[str]) -> Iterator[str]:
    """Everything that leads to a kind, each once; nothing for kinds that say what something is, not what it does."""
    if path in needs_read():
        yield from dict.fromkeys((name, *synonyms, *intents, *needs_read()[path]))
