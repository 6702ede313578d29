"""`python -m evaluation.alignment`: how well capabilities are aligned, on judged pairs; its part of docs/evaluation.md.

Needs no database. Writes its figures into docs/evaluation.json and makes the page anew from all of them. `--words`
writes the counts of words on which likeness rests, `--wordllama` prints the comparison with vectors (that package is
needed).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from compare.answers import alignment as aligned
from compare.answers.alignment import ALIKE_FROM, Entry, align
from compare.answers.assignment import best_pairs
from compare.answers.likeness import COUNTS, Likeness, name_normalized
from evaluation import report
from evaluation.alignment_gold import FOLDS, VIEWS, JudgedPair, gold_read, kinds_read, seen, words_of_kinds
from evaluation.alignment_ways import IN_USE, Way, stretched, ways

DOCS = Path(__file__).resolve().parent.parent / "docs"
SEED = 20261128
THRESHOLDS = tuple(round(0.2 + 0.025 * step, 3) for step in range(33))
STRETCHES = (1.6, 1.8, 2.0, 2.2, 2.4, 2.6, 2.8)
# The views in which words have something to say: with all kinds known, kinds say nearly all.
FITTED = VIEWS[1:]
REPEATS, PARTS, DRAWS = 20, 5, 1000
# Whether words may join two different kinds: never, a kind with one above or below it, any.
KIND_RULES = ("never", "above and below", "any")

Ids = tuple[str, str]
# Right, wrong and missing pairs, last axis; before it pairs of artifacts, and thresholds where there are some.
Counts = npt.NDArray[np.int64]


def measure(*, vectors: bool = False) -> dict[str, Any]:
    """Everything that the page shows. Shares are 0 to 1, intervals hold 90 % of resamplings by pair of artifacts."""
    pairs = gold_read()
    tables = {(name, view): counted(pairs, view, way) for name, way in ways(vectors=vectors).items() for view in VIEWS}
    names = list(dict.fromkeys(name for name, _ in tables))
    folds = np.array([pair.fold == FOLDS[0] for pair in pairs])
    return {
        "pairs": [
            {
                "stratum": stratum,
                "pairs": sum(pair.stratum == stratum for pair in pairs),
                "same": sum(len(pair.same) for pair in pairs if pair.stratum == stratum),
            }
            for stratum in ("inferred", "curated", "retold")
        ],
        "fitted": _jointly([pair for pair in pairs if pair.fold == FOLDS[0]]),
        "ways": [_way(name, {view: tables[name, view] for view in VIEWS}) for name in names],
        "kind_rules": [
            {"words join": rule, **_scores(counted(pairs, VIEWS[0], None, rule=rule, at=(ALIKE_FROM,))[:, 0])}
            for rule in KIND_RULES
        ],
        "views": [
            {"view": view, "fold": fold, **_scores(_counts_in_use(pairs, view)[folds == (fold == FOLDS[0])])}
            for view, fold in product(VIEWS, FOLDS)
        ],
        "strata": [
            {"stratum": stratum, "view": view, **_scores(_counts_in_use(_of(pairs, stratum), view))}
            for stratum, view in product(("inferred", "curated", "retold"), VIEWS)
        ],
        "methods": [row for view in VIEWS for row in _methods(pairs, view)],
    }


def counted(
    pairs: Sequence[JudgedPair], view: str, way: Way | None, *, rule: str = "never", at: Sequence[float] = THRESHOLDS
) -> Counts:
    """(pairs, thresholds, 3): right, wrong and missing pairs of entries. Without a way: the one in use."""
    kinds = kinds_read()
    way = way or ways()[IN_USE]
    rows = []
    for pair in pairs:
        one, other = seen(pair, view, kinds)
        found = way(one, other)
        rows.append([_right(_pairs(one, other, found, rule, threshold), pair.same) for threshold in at])
    return np.array(rows, dtype=np.int64)


def _pairs(one: Sequence[Entry], other: Sequence[Entry], found: Likeness, rule: str, threshold: float) -> set[Ids]:
    """What `align` does with two sides, for any likeness: kinds, then names, then words."""
    steps: list[dict[Ids, float]] = [{}, {}, {}]
    for (row, x), (column, y) in product(enumerate(one), enumerate(other)):
        ids = (x.id, y.id)
        if x.kind and x.kind == y.kind:
            steps[0][ids] = 1 + (name_normalized(x.name) == name_normalized(y.name))
        if name_normalized(x.name) == name_normalized(y.name) != "":
            steps[1][ids] = 1
        if found[row, column] >= threshold and _may(x.kind, y.kind, rule):
            steps[2][ids] = float(found[row, column])
    paired: set[Ids] = set()
    for step in steps:
        taken = {end for ids in paired for end in ids}
        paired |= set(best_pairs({ids: worth for ids, worth in step.items() if not taken.intersection(ids)}))
    return paired


def _may(one: str | None, other: str | None, rule: str) -> bool:
    if one is None or other is None or rule == "any":
        return True
    return rule != "never" and (one.startswith(f"{other}.") or other.startswith(f"{one}."))


def _right(found: set[Ids], same: frozenset[Ids]) -> tuple[int, int, int]:
    return len(found & same), len(found - same), len(same - found)


def _counts_in_use(pairs: Sequence[JudgedPair], view: str) -> Counts:
    """(pairs, 3) by `align` itself, as pages use it."""
    return np.array([_right(_aligned(pair, view)[0], pair.same) for pair in pairs], dtype=np.int64)


def _aligned(pair: JudgedPair, view: str) -> tuple[set[Ids], dict[Ids, aligned.Method]]:
    shared = align(seen(pair, view, kinds_read())).shared
    methods = {(str(group.members[0]), str(group.members[1])): group.method for group in shared}
    return set(methods), methods


def _methods(pairs: Sequence[JudgedPair], view: str) -> list[dict[str, Any]]:
    """How many pairs each step made, and how many of them a person made too."""
    made: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for pair in pairs:
        for ids, method in _aligned(pair, view)[1].items():
            made[method] += 1
            right[method] += ids in pair.same
    return [{"view": view, "method": method, "made": made[method], "right": right[method]} for method in sorted(made)]


def _of(pairs: Sequence[JudgedPair], stratum: str) -> list[JudgedPair]:
    return [pair for pair in pairs if pair.stratum == stratum]


def _jointly(pairs: Sequence[JudgedPair]) -> dict[str, float]:
    """The stretch of texts and the threshold that do best together in views without kinds; of several the lowest."""
    pooled = {each: np.sum([counted(pairs, view, stretched(each)) for view in FITTED], axis=0) for each in STRETCHES}
    best = max(STRETCHES, key=lambda each: _best(pooled[each]))
    return {"stretch": best, "threshold": _fitted(pooled[best])}


def _best(counts: Counts) -> float:
    return _f1(counts[:, THRESHOLDS.index(_fitted(counts))].sum(axis=0))


def _way(name: str, tables: Mapping[str, Counts]) -> dict[str, Any]:
    """F1 by threshold fitted on four fifths of the pairs and tested on the fifth, mean of repeated splits."""
    pooled = np.sum([tables[view] for view in FITTED], axis=0)
    each = {view: _cross_validated(tables[view]) for view in VIEWS}
    return {"way": name, **each, "all without kinds": _cross_validated(pooled), "threshold": _fitted(pooled)}


def _cross_validated(counts: Counts) -> float:
    generator = np.random.default_rng(SEED)
    found = []
    for _ in range(REPEATS):
        part = generator.permutation(len(counts)) % PARTS
        tested = np.zeros(3)
        for number in range(PARTS):
            fitted = THRESHOLDS.index(_fitted(counts[part != number]))
            tested += counts[part == number, fitted].sum(axis=0)
        found.append(_f1(tested))
    return round(float(np.mean(found)), 3)


def _fitted(counts: Counts) -> float:
    """The threshold of the greatest F1, the lowest of several."""
    return max(THRESHOLDS, key=lambda threshold: _f1(counts[:, THRESHOLDS.index(threshold)].sum(axis=0)))


def _scores(counts: Counts) -> dict[str, Any]:
    """Precision, recall and F1 of (pairs, 3), F1 with its interval."""
    right, wrong, missing = (int(each) for each in counts.sum(axis=0))
    generator = np.random.default_rng(SEED)
    draws = [_f1(counts[generator.integers(0, len(counts), len(counts))].sum(axis=0)) for _ in range(DRAWS)]
    low, high = (round(float(each), 3) for each in np.quantile(draws, (0.05, 0.95)))
    return {
        "pairs": len(counts),
        "same": right + missing,
        "precision": round(right / (right + wrong), 3) if right + wrong else None,
        "recall": round(right / (right + missing), 3) if right + missing else None,
        "f1": round(_f1(counts.sum(axis=0)), 3),
        "low": low,
        "high": high,
    }


def _f1(counts: npt.NDArray[Any]) -> float:
    right, wrong, missing = counts
    return float(2 * right / (2 * right + wrong + missing)) if right else 0.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.alignment", description=__doc__)
    parser.add_argument("--words", action="store_true", help="write the counts of words alone")
    parser.add_argument("--wordllama", action="store_true", help="print the ways with vectors beside the others alone")
    options = parser.parse_args()
    if options.words:
        COUNTS.write_text(json.dumps(words_of_kinds(), ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    elif options.wordllama:
        sys.stdout.write("".join(f"{json.dumps(row)}\n" for row in measure(vectors=True)["ways"]))
    else:
        path = DOCS / "evaluation.json"
        results = {**json.loads(path.read_text("utf-8")), "alignment": measure()}
        text = json.dumps(results, indent=1, sort_keys=True, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")
        (DOCS / "evaluation.md").write_text(report.page(json.loads(text)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
