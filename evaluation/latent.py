"""Latent quality of the fixtures' boards, fitted as a methodology's is, with the seed of the evaluation."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.formula import latent
from scoring.formula.latent import BoardResults, Latent

SEED = 20261128
# The board whose spread is the unit: the one that most of the others share artifacts with, and the cleaner of the two
# large ones. The choice changes the unit alone.
REFERENCE = "open_llm_v2"


def latent_fit(results: Sequence[BoardResults], *, draws: int = 0, consensus: bool = True) -> Latent:
    """Fit boards and links. With one board, or none that holds to others, that board alone is the scale."""
    return latent.latent_fit(results, reference=REFERENCE, seed=SEED, draws=draws, consensus=consensus)
