"""Texts as vectors, by whichever model the settings name; near vectors mean near meanings.

The model is loaded when the first text is embedded and not before: most commands never search.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from django.conf import settings

NONE = "none"
Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """`name` tells one model from every other: vectors of two models are never held against each other."""

    name: str
    dimensions: int

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A row a text, of length 1; a row of noughts for a text without a known word."""


class WordLlamaEmbedder:
    """Static vectors from the package wordllama: weights and words lie inside it, nothing is fetched."""

    name = "wordllama 0.4.0 l2_supercat 256"
    dimensions = 256

    def embed(self, texts: Sequence[str]) -> Vectors:
        found: Vectors = _wordllama().embed(list(texts)) if texts else np.empty((0, self.dimensions), np.float32)
        return of_length_one(found)


EMBEDDERS: dict[str, str] = {"wordllama": "matchgraph.embedding:WordLlamaEmbedder"}


def embedder_get() -> Embedder | None:
    """The one that `SEARCH_EMBEDDER` names, by a name of ours or as `module:Class`; None where it says `none`."""
    return None if settings.SEARCH_EMBEDDER == NONE else _made(settings.SEARCH_EMBEDDER)


def vector_of(text: str) -> str | None:
    """A question as PostgreSQL reads a vector; None without an embedder, or for a text of which it knows nothing."""
    return _vector_by(settings.SEARCH_EMBEDDER, text)


@functools.lru_cache(maxsize=1024)
def _vector_by(name: str, text: str) -> str | None:
    """`name` is what the settings call the embedder."""
    embedder = embedder_get()
    row = embedder.embed([text])[0] if embedder else np.empty(0)
    return f"[{','.join(f'{value:.5f}' for value in row)}]" if row.any() else None


def questions_forget() -> None:
    """Embed every question anew, as if it had not been asked."""
    _vector_by.cache_clear()


def embedder_warm() -> None:
    """Load the model now, so that the first reader who searches need not wait for it."""
    if embedder := embedder_get():
        embedder.embed(["anything"])


def of_length_one(rows: npt.NDArray[Any]) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows, dtype=np.float32), where=lengths > 0)
    return found


@functools.cache
def _made(name: str) -> Embedder:
    module, _, made = EMBEDDERS.get(name, name).partition(":")
    embedder: Embedder = getattr(importlib.import_module(module), made)()
    return embedder


@functools.cache
def _wordllama() -> Any:
    package = importlib.import_module("wordllama")
    folder = Path(str(package.__file__)).parent
    return package.WordLlama.load(cache_dir=folder, disable_download=True)
