"""A whole list as columns, narrowed and counted without a query: 20,000 artifacts in under a millisecond. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Labels:
    """Which artifact (by its place in the list) has which of the words."""

    words: tuple[str, ...]
    places: Integers
    codes: Integers

    @classmethod
    def of(cls, texts: Sequence[str | None]) -> Labels:
        """From each artifact's words, one a line."""
        known: dict[str, int] = {}
        places, codes = [], []
        for place, text in enumerate(texts):
            for word in dict.fromkeys((text or "").split("\n")):
                if word:
                    places.append(place)
                    codes.append(known.setdefault(word, len(known)))
        return cls(tuple(known), np.array(places, dtype=np.int32), np.array(codes, dtype=np.int32))

    def having(self, word: str, rows: int) -> Mask:
        found = np.zeros(rows, dtype=np.bool_)
        if word in self.words:
            found[self.places[self.codes == self.words.index(word)]] = True
        return found

    def counts(self, among: Mask) -> Counter[str]:
        numbers = np.bincount(self.codes[among[self.places]], minlength=len(self.words))
        return Counter({word: int(number) for word, number in zip(self.words, numbers, strict=True) if number})


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is left of a list. `counts` has a facet's values under all filters but its own: what choosing it would show.

    `without` says for each filter how many artifacts there are if it alone is lifted.
    """

    ids: npt.NDArray[np.int64]
    rated: int
    codes: Mapping[str, Counter[int]]
    labels: Mapping[str, Counter[str]]
    without: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One list in its order: ids, whether rated, a code for each facet with one value, words for the others."""

    ids: npt.NDArray[np.int64]
    rated: Mask
    codes: Mapping[str, Integers]
    labels: Mapping[str, Labels] = field(default_factory=dict)

    def narrowed(self, *, codes: Mapping[str, Sequence[int]], labels: Mapping[str, str]) -> Narrowed:
        """Artifacts that have one of the codes of each facet named, and each of the labels."""
        masks = {name: np.isin(self.codes[name], list(wanted)) for name, wanted in codes.items()}
        masks |= {name: self.labels[name].having(word, len(self.ids)) for name, word in labels.items()}
        left = self._all_of(masks, but="")
        others = {name: self._all_of(masks, but=name) for name in masks}
        return Narrowed(
            ids=self.ids[left],
            rated=int(np.count_nonzero(self.rated & left)),
            codes={name: _counted(column[others.get(name, left)]) for name, column in self.codes.items()},
            labels={name: words.counts(others.get(name, left)) for name, words in self.labels.items()},
            without={name: int(np.count_nonzero(mask)) for name, mask in others.items()},
        )

    def _all_of(self, masks: Mapping[str, Mask], *, but: str) -> Mask:
        found = np.ones(len(self.ids), dtype=np.bool_)
        for name, mask in masks.items():
            if name != but:
                found &= mask
        return found


def _counted(codes: Integers) -> Counter[int]:
    values, numbers = np.unique(codes, return_counts=True)
    return Counter(dict(zip(values.tolist(), numbers.tolist(), strict=True)))
