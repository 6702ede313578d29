"""Plain BM25 over words, with the constants of its authors: what any search must beat. Pure numpy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

K1, B = 1.2, 0.75


class Bm25:
    """`texts` gives each document how often each word stands in it."""

    def __init__(self, texts: Sequence[Mapping[str, int]]) -> None:
        lengths = np.array([sum(words.values()) for words in texts], dtype=np.float64)
        norms = K1 * (1 - B + B * lengths / max(lengths.mean(), 1))
        postings: dict[str, tuple[list[int], list[int]]] = {}
        for place, words in enumerate(texts):
            for word, count in words.items():
                places, counts = postings.setdefault(word, ([], []))
                places.append(place)
                counts.append(count)
        self._documents = len(texts)
        self._weights: dict[str, tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]] = {}
        for word, (places, counts) in postings.items():
            rarity = np.log(1 + (len(texts) - len(places) + 0.5) / (len(places) + 0.5))
            where, often = np.array(places), np.array(counts, dtype=np.float64)
            self._weights[word] = (where, rarity * often * (K1 + 1) / (often + norms[where]))

    def ranking(self, words: Iterable[str], depth: int) -> list[int]:
        """Places of the documents that have one of the words at least, best first; of equals the first."""
        scores = np.zeros(self._documents)
        for word in sorted(set(words)):
            if word in self._weights:
                where, weights = self._weights[word]
                scores[where] += weights
        order = np.argsort(-scores, kind="stable")[:depth]
        return [int(place) for place in order if scores[place] > 0]
