"""Alignment of long lists of capabilities beside short ones, in turn; entries of judged pairs, drawn by a fixed seed.

Pure Python: no database. The aim is 50 x 50 in 50 ms whatever is known of kinds.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.measuring import Case, Line, interleave, lines_of
from compare.answers.alignment import Entry, align
from evaluation.alignment_gold import gold_read, kinds_read, seen

AREA = "align"
SEED = 7
SHORT = "10 x 10, all kinds known"


def measure(*, rounds: int) -> list[Line]:
    """One line a case; ratios are to two short lists."""
    cases = {
        SHORT: _lists((10, 10), hidden=()),
        "50 x 50, all kinds known": _lists((50, 50), hidden=()),
        "50 x 50, one side without kinds": _lists((50, 50), hidden=(1,)),
        "50 x 50, no kinds, a text each": _lists((50, 50), hidden=(0, 1), told=True),
        "six sides of 50, half without kinds": _lists((50,) * 6, hidden=(1, 3, 5)),
    }
    notes = {name: f"{len(align(sides).shared)} shared" for name, sides in cases.items()}
    series = interleave({name: Case(functools.partial(align, sides)) for name, sides in cases.items()}, rounds=rounds)
    return lines_of(AREA, series, against=SHORT, notes=notes)


def _lists(lengths: Sequence[int], *, hidden: Sequence[int], told: bool = False) -> list[list[Entry]]:
    """Lists of entries of all judged artifacts mixed; `hidden` are sides without kinds, `told` gives each a text."""
    generator = random.Random(SEED)  # noqa: S311  # a draw that must repeat, not a secret
    kinds = kinds_read()
    known = {entry.id: entry for pair in gold_read() for side in seen(pair, "as stored", kinds) for entry in side}
    texts = [entry.text for entry in known.values() if entry.text]
    sides = []
    for side, length in enumerate(lengths):
        drawn = generator.sample(sorted(known.values(), key=lambda entry: entry.id), length)
        entries = [replace(e, id=f"{side}/{place}", position=place) for place, e in enumerate(drawn)]
        if told:
            entries = [replace(e, text=generator.choice(texts)) for e in entries]
        sides.append([replace(e, kind=None, terms=()) for e in entries] if side in hidden else entries)
    return sides
