"""Ways to say how alike two entries are, compared on judged pairs; the one in use is `compare.answers.likeness`."""

from __future__ import annotations

import functools
import importlib
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from compare.answers.alignment import Entry, wording
from compare.answers.likeness import Likeness, Wording, figures, likeness, name_normalized, stems
from evaluation.alignment_gold import kinds_read, words_of_kinds

Way = Callable[[Sequence[Entry], Sequence[Entry]], Likeness]
IN_USE = "share of weighted words"


def ways(*, vectors: bool = False) -> dict[str, Way]:
    """By name. `vectors`: with those that need the package wordllama."""
    found: dict[str, Way] = {
        IN_USE: lambda one, other: likeness(*_wordings(one, other)),
        "the same, names alone": lambda one, other: likeness(*_wordings(_bare(one), _bare(other))),
        "names alone, numbers not looked at": lambda one, other: likeness(*_wordings(_bare(one), _bare(other), ("",))),
        "names alone, words unweighted": _of_names(lambda a, b: _share(stems(a), stems(b), lambda _: 1)),
        "names alone, cosine": _of_names(_cosine_of_words),
        "names alone, cosine of n-grams of 3 and 4 letters": _of_names(_cosine_of_grams),
    }
    if vectors:
        found["names alone, cosine of wordllama vectors"] = by_vectors = _of_names(_cosine_of_vectors)
        found["names by words, texts by wordllama vectors"] = _texts_by_vectors
        found["mean of words and wordllama vectors of names"] = lambda one, other: (
            (by_vectors(one, other) + likeness(*_wordings(_bare(one), _bare(other)))) / 2
        )
    return found


def stretched(stretch: float) -> Way:
    """The one in use with another stretch of what texts have in common."""
    return lambda one, other: likeness(*_wordings(one, other), stretch=stretch)


def _wordings(
    one: Sequence[Entry], other: Sequence[Entry], before: tuple[str, ...] = ()
) -> tuple[list[Wording], list[Wording]]:
    """With `before` as the first names, in which numbers are looked for."""
    left, right = ([Wording((*before, *w.names), w.text) for w in map(wording, side)] for side in (one, other))
    return left, right


def _bare(side: Sequence[Entry]) -> list[Entry]:
    return [replace(entry, text="") for entry in side]


def _texts_by_vectors(one: Sequence[Entry], other: Sequence[Entry]) -> Likeness:
    """As in use, with the stretch that suits vectors best (1.8)."""
    found = likeness(*_wordings(_bare(one), _bare(other)))
    for row, x in enumerate(one):
        for column, y in enumerate(other):
            if found[row, column] and wording(x).told and wording(y).told:
                texts = (" ".join((*w.names, w.text)) for w in (wording(x), wording(y)))
                found[row, column] = max(found[row, column], 0.9 * (found[row, column] + _cosine_of_vectors(*texts)))
    return np.minimum(found, 1)


def _of_names(score: Callable[[str, str], float]) -> Way:
    """The best of all pairs of names; entries with different numbers are not alike, as in the one in use."""
    cached = functools.cache(score)

    def way(one: Sequence[Entry], other: Sequence[Entry]) -> Likeness:
        best = [[max(cached(a, b) for a in (x.name, *x.terms) for b in (y.name, *y.terms)) for y in other] for x in one]
        return np.where(_figures_differ(one, other), 0, np.array(best))

    return way


def _figures_differ(one: Sequence[Entry], other: Sequence[Entry]) -> Any:
    return [[bool(a and b and a != b) for b in map(_figures, other)] for a in map(_figures, one)]


def _figures(entry: Entry) -> frozenset[str]:
    return figures(entry.name)


def _share(one: frozenset[str], other: frozenset[str], weight: Callable[[str], float]) -> float:
    whole = sum(map(weight, one)) + sum(map(weight, other))
    return 2 * sum(map(weight, one & other)) / whole if whole else 0.0


def _cosine_of_words(one: str, other: str) -> float:
    return _cosine(*({word: _weight(word) for word in stems(text)} for text in (one, other)))


def _cosine_of_grams(one: str, other: str) -> float:
    return _cosine(*({gram: (1 + math.log(n)) * _rarity(gram) for gram, n in _grams(t).items()} for t in (one, other)))


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    common = sum(value * other[key] for key, value in one.items() if key in other)
    whole = math.sqrt(sum(v * v for v in one.values()) * sum(v * v for v in other.values()))
    return common / whole if whole else 0.0


def _cosine_of_vectors(one: str, other: str) -> float:
    return float(_vector(one) @ _vector(other))


@functools.cache
def _vector(text: str) -> Any:
    vector = _model().embed([text])[0]
    length = np.linalg.norm(vector)
    return vector / length if length else vector


@functools.cache
def _model() -> Any:
    """Static vectors of 256 numbers, with the weights inside the package. Raises ImportError where it is missing."""
    package = importlib.import_module("wordllama")
    folder = Path(str(package.__file__)).parent
    return package.WordLlama.load(cache_dir=folder, disable_download=True)


@functools.cache
def _weights() -> dict[str, int]:
    return words_of_kinds()


def _weight(word: str) -> float:
    return math.log((_weights()[""] + 1) / (_weights().get(word, 1) + 0.5))


@functools.cache
def _gram_counts() -> Counter[str]:
    kinds = kinds_read().values()
    return Counter(gram for k in kinds for gram in _grams(" ".join((k.name, *k.synonyms, k.definition))))


def _rarity(gram: str) -> float:
    return math.log((_weights()[""] + 1) / (_gram_counts()[gram] + 0.5))


@functools.cache
def _grams(text: str) -> Counter[str]:
    words = [f" {word} " for word in name_normalized(text).split()]
    return Counter(word[at : at + n] for word in words for n in (3, 4) for at in range(len(word) - n + 1))
