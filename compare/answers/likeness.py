"""How alike two capability entries are in words: 0 to 1. Pure: no Django.

An entry is known by several names: its own, and those of its kind. Two entries are as alike as the two names that have
most in common; of two names that is the share of common words, where a word counts the less the more kinds speak of it.
Chosen among a dozen ways on judged pairs, embeddings among them: docs/evaluation.md, "Alignment of capabilities".
"""

from __future__ import annotations

import functools
import json
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
import numpy.typing as npt

Likeness = npt.NDArray[np.float64]

# In how many of fixtures/capability_kinds.jsonl a word occurs; written by `python -m evaluation.alignment --words`.
COUNTS = Path(__file__).resolve().parent / "common_words.json"
# A word in fewer kinds than this is not in the file and counts as rare.
COMMON_FROM = 3
# They hold a name together and say nothing of what it names.
FUNCTION_WORDS = frozenset({
    *("a", "an", "and", "are", "as", "at", "be", "between", "by", "for", "from", "in", "into", "is", "it", "its", "no"),
    *("not", "of", "on", "one", "or", "other", "others", "out", "over", "than", "that", "the", "through", "to"),
    *("under", "up", "which", "with", "without"),
})  # fmt: skip
# After the plural, step by step; of one step the first that fits.
ENDINGS = (("ing", "ed"), ("er",), ("al",), ("ization", "isation", "ation", "ion", "ate", "at", "e"))
# A shorter text says no more than a name.
TEXT_FROM = 8
# Fitted with the threshold of `compare.answers.alignment` on the same pairs.
STRETCH = 2.4


@dataclass(frozen=True, slots=True)
class Wording:
    """What an entry is called: its own name first, which may be empty; and what somebody wrote of it."""

    names: tuple[str, ...]
    text: str = ""

    @property
    def told(self) -> bool:
        return len(self.text.split()) >= TEXT_FROM

    @property
    def words(self) -> frozenset[str]:
        return stems(" ".join((*self.names, self.text)))


def name_normalized(name: str) -> str:
    """Letters and digits in lower case with single spaces: `Long-context chat` and `long context  CHAT` are equal."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(re.findall(r"\w+", plain.replace("_", " ")))


@functools.lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """The words of a text without their endings: `Captions for images` and `image captioning` have the same."""
    return frozenset(_stem(word) for word in name_normalized(text).split() if word not in FUNCTION_WORDS)


def figures(text: str) -> frozenset[str]:
    """The numbers in a text: `128,000` and `128000` are the same one."""
    return frozenset(re.findall(r"\d+", unicodedata.normalize("NFKC", text).replace(",", "")))


def likeness(one: Sequence[Wording], other: Sequence[Wording], *, stretch: float = STRETCH) -> Likeness:
    """How alike n entries are to m others, as (n, m).

    Where both have a text, that counts too: half names, half all words. Texts of two writers never have as much in
    common as two names of one thing, so this mean is stretched. Entries whose own names hold different numbers are not
    alike at all: 20 billion is not 80 billion.
    """
    if not one or not other:
        return np.zeros((len(one), len(other)))
    names = [[stems(name) for entry in side for name in entry.names] for side in (one, other)]
    by_name = _shares(names[0], names[1])
    found = np.maximum.reduceat(np.maximum.reduceat(by_name, _starts(one), axis=0), _starts(other), axis=1)
    rows, columns = ([place for place, entry in enumerate(side) if entry.told] for side in (one, other))
    if rows and columns:
        told = _shares([one[row].words for row in rows], [other[place].words for place in columns])
        of_both = np.ix_(rows, columns)
        found[of_both] = np.maximum(found[of_both], stretch * (found[of_both] + told) / 2)
    # The same share by another order of additions is the same share.
    return np.where(_figures_differ(one, other), 0, np.round(np.minimum(found, 1), 9))


def word_counts(texts: Iterable[str]) -> dict[str, int]:
    """In how many of the texts each word occurs, where that is common; what the file holds."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in stems(text):
            counts[word] = counts.get(word, 0) + 1
    return {word: count for word, count in sorted(counts.items()) if count >= COMMON_FROM}


def _shares(one: Sequence[frozenset[str]], other: Sequence[frozenset[str]]) -> Likeness:
    """What sets of words have in common, as a share of the weight of both: 1 for equal ones, 0 for two empty ones.

    Word by word and not as a product of tables: libraries for those start threads, which cost more than so few words.
    """
    rows, columns = _places(one), _places(other)
    common = np.zeros((len(one), len(other)))
    for word in sorted(rows.keys() & columns.keys()):
        common[np.array(rows[word])[:, None], columns[word]] += _weight(word)
    mine, theirs = (np.array([sum(map(_weight, sorted(words))) for words in sets]) for sets in (one, other))
    both = mine[:, None] + theirs[None, :]
    shares: Likeness = np.divide(2 * common, both, out=np.zeros_like(common), where=both > 0)
    return shares


def _places(sets: Sequence[frozenset[str]]) -> dict[str, list[int]]:
    """In which of the sets each word stands."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, words in enumerate(sets):
        for word in words:
            places[word].append(place)
    return places


def _figures_differ(one: Sequence[Wording], other: Sequence[Wording]) -> npt.NDArray[np.bool_]:
    numbers: dict[frozenset[str], int] = {frozenset(): 0}
    mine, theirs = (
        np.array([numbers.setdefault(figures(entry.names[0]), len(numbers)) for entry in side]) for side in (one, other)
    )
    differ: npt.NDArray[np.bool_] = (mine[:, None] != theirs[None, :]) & (mine[:, None] > 0) & (theirs[None, :] > 0)
    return differ


def _starts(side: Sequence[Wording]) -> list[int]:
    """The row of each entry's first name."""
    return [0, *accumulate(len(entry.names) for entry in side)][:-1]


def _stem(word: str) -> str:
    """`captions`, `captioning` and `caption` are one: each step takes one ending away, if three letters are left."""
    if word.endswith("ies"):
        word = f"{word[:-3]}y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for endings in ENDINGS:
        found = next((ending for ending in endings if word.endswith(ending) and len(word) - len(ending) >= 3), "")
        word = word.removesuffix(found)
    doubled = len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeious"
    return word[:-1] if doubled else word


@functools.cache
def _weight(word: str) -> float:
    """The logarithm of how rare a word is among the kinds."""
    counts = _counts()
    return math.log((counts[""] + 1) / (counts.get(word, 1) + 0.5))


@functools.cache
def _counts() -> dict[str, int]:
    """By word; the number of kinds stands under the empty one."""
    counts: dict[str, int] = json.loads(COUNTS.read_text(encoding="utf-8"))
    return counts
