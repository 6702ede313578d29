"""What a reader asks of a comparison beside its sides: own weights, and whether rows that agree are left out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compare.answers.own_weights import BadWeightsError, weights_pairs, weights_read

__all__ = ["Asked", "BadAskedError", "asked_read"]


class BadAskedError(ValueError):
    """An address asks for what does not exist; the message is for a reader."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`weights` in the order of the components, None: the published ones. `differing`: only facts that differ."""

    weights: tuple[int, ...] | None = None
    differing: bool = False

    @property
    def query(self) -> str:
        """The query of an address that asks for the same; empty for what every page answers."""
        pairs = [*weights_pairs(self.weights), *(["diff=1"] if self.differing else [])]
        return f"?{'&'.join(pairs)}" if pairs else ""


def asked_read(given: Mapping[str, str]) -> Asked:
    """Raises `BadAskedError`."""
    if (diff := given.get("diff", "").strip()) not in ("", "0", "1"):
        raise BadAskedError(f"?diff=1 leaves out facts that agree and ?diff=0 shows all; diff={diff[:20]!r} is neither")
    try:
        return Asked(weights_read(given), diff == "1")
    except BadWeightsError as error:
        raise BadAskedError(str(error)) from error
