"""Contestants of verdicts: two models for text generation unless a test says otherwise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from compare.parts.points import Points
from compare.parts.verdicts import Contestant, Part, SignalPart
from scoring.formula.paired import Side

KEYS = ("adoption", "quality", "ecosystem", "match_graph")
WEIGHTS = (0.3, 0.35, 0.15, 0.2)


def contestant(letter="A", *, values=(0.5, 0.5, 0.5, 0.4), sd=1.0, known=(0.6, 0.6, 0.6, 0.0), coverage=0.6, **changes):
    """A rated model; `values` are its components', `sd` the deviation of each in points where something is known."""
    tenths = [round(1000 * weight * value) for weight, value in zip(WEIGHTS, values, strict=True)]
    base = Contestant(
        letter=letter,
        name=f"Model {letter}",
        kind="model",
        score=Points(sum(tenths)),
        unrated="",
        position=1,
        population=10,
        coverage_percent=round(100 * coverage),
        parts=tuple(
            Part(
                key,
                key.replace("_", " ").capitalize(),
                Points(own),
                f"fact-{key}",
                weight,
                (SignalPart(f"{key}-signal", f"Signal of {key}", Points(own), f"row-{letter.lower()}-{key}"),),
            )
            for key, own, weight in zip(KEYS, tenths, WEIGHTS, strict=True)
        ),
        evidence=Side(
            values=np.array(values),
            variances=np.where(np.array(known) > 0, sd**2, 0.0),
            known=np.array(known),
            coverage=coverage,
        ),
        families=frozenset({"text generation"}),
        capability_kinds=frozenset(),
    )
    return replace(base, **changes)


def lettered(sides):
    return [replace(side, letter=letter, name=f"Side {letter}") for letter, side in zip("ABCDEF", sides, strict=False)]


def _drawn(values, sd, known, coverage, kind, rated, families):
    given = {} if rated else {"score": None, "unrated": "too little"}
    return contestant(
        values=values, sd=sd, known=known, coverage=coverage, kind=kind, families=frozenset(families), **given
    )


hundredths = st.integers(0, 100).map(lambda number: number / 100)
# Whole steps and a match graph that is never known, so that a component is left out and ties are drawn too.
values = st.tuples(hundredths, hundredths, hundredths, st.just(0.4))
knowns = st.tuples(hundredths, hundredths, hundredths, st.just(0.0))
rated_models = st.builds(
    lambda values, sd, known, coverage: contestant(values=values, sd=sd, known=known, coverage=coverage),
    values,
    st.floats(0, 6),
    knowns,
    hundredths,
)
contestants = st.builds(
    _drawn,
    values,
    st.floats(0, 6),
    knowns,
    hundredths,
    st.sampled_from(["model", "model", "model", "dataset"]),
    st.sampled_from([True, True, True, False]),
    st.sets(st.sampled_from(["text generation", "embedding"])),
)
