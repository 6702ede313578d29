"""Inputs of the formula for property tests: profiles of any shape and what may be known of any number of artifacts."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from scoring.formula.profile import MICRO, Profile
from scoring.methodology import methodology_get

micros = st.integers(0, MICRO)


def shares(draw, count):
    """Positive integers that sum to one million."""
    cuts = draw(st.lists(st.integers(1, MICRO - 1), min_size=count - 1, max_size=count - 1, unique=True))
    edges = [0, *sorted(cuts), MICRO]
    return [after - before for before, after in itertools.pairwise(edges)]


@st.composite
def any_profile(draw):
    sizes = draw(st.lists(st.integers(1, 5), min_size=1, max_size=4))
    signals = sum(sizes)
    return Profile(
        weights=np.array([weight for size in sizes for weight in shares(draw, size)], dtype=np.int64),
        component_of=np.repeat(np.arange(len(sizes)), sizes),
        component_weights=np.array(shares(draw, len(sizes)), dtype=np.int64),
        priors=np.array(draw(st.lists(micros, min_size=len(sizes), max_size=len(sizes))), dtype=np.int64),
        kappas=np.array(
            draw(st.lists(st.integers(1, 10 * MICRO), min_size=len(sizes), max_size=len(sizes))), dtype=np.int64
        ),
        own_evidence=np.array([True, *draw(st.lists(st.booleans(), min_size=signals - 1, max_size=signals - 1))]),
    )


profiles = st.one_of(
    any_profile(), st.sampled_from([methodology_get().profile("model"), methodology_get().profile("dataset")])
)


@st.composite
def known(draw, *, least=1):
    """(profile, values, reliabilities) of `least` to 12 artifacts; a third of the signals or so are unknown."""
    profile = draw(profiles)
    shape = (draw(st.integers(least, 12)), len(profile.weights))
    values = draw(arrays.arrays(np.int64, shape, elements=micros))
    reliabilities = draw(arrays.arrays(np.int64, shape, elements=st.one_of(st.just(0), micros, st.just(MICRO))))
    return profile, values, reliabilities
