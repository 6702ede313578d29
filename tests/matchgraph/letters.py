"""An embedder of another length than the one in use: how often each letter stands in a text."""

from __future__ import annotations

import numpy as np

from matchgraph.embedding import of_length_one

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class LettersEmbedder:
    name = "letters"
    dimensions = len(LETTERS)

    def embed(self, texts):
        return of_length_one(
            np.array([[text.lower().count(letter) for letter in LETTERS] for text in texts], np.float32)
        )
