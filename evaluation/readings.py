"""What the formula sees of the whole catalog: values and reliabilities of both kinds, read in a throwaway database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

import numpy as np
from django.core.management import call_command

from catalog.deriving_families import families_derive
from catalog.models import Artifact
from evaluation.results import FIXTURES
from scoring.evidence import evidence_gather, latest_observation
from scoring.formula.calibration import Population
from scoring.formula.filled import own_coverage
from scoring.formula.filling import Filling, Mask
from scoring.formula.intervals import Spread
from scoring.formula.profile import MICRO, Floats, Integers, Profile
from scoring.methodology import Kind, methodology_get
from scoring.standing import link_errors

SEED = 20261128
FILES = ("sources.jsonl", "capability_kinds.jsonl", "catalog.jsonl.zst", "families.jsonl", "signals.jsonl.zst")


@dataclass(frozen=True)
class Readings:
    """One kind: n artifacts, k signals. `hideable` (k,) signals can be unknown; counts over the catalog never are.

    `noises` (n, k) is the error of figures that bring their own, NaN for all others; `links` (n, parts) is the part of
    it that comes from the links between boards, see `scoring.standing.link_errors`.
    """

    kind: Kind
    slugs: tuple[str, ...]
    signals: tuple[str, ...]
    profile: Profile
    values: Integers
    reliabilities: Integers
    noises: Floats
    hideable: Mask
    trusts: Floats
    rated_from: float
    links: Floats

    @property
    def coverage(self) -> Integers:
        """Own coverage in millionths, which decides whether an artifact is rated."""
        return own_coverage(self.profile, self.reliabilities)

    def rated(self) -> Readings:
        """The artifacts that have a score."""
        rows = self.coverage >= self.rated_from * MICRO
        return self.only(np.flatnonzero(rows))

    @property
    def population(self) -> Population:
        """What calibration may hide."""
        return Population(self.profile, self.values, self.reliabilities, self.hideable)

    def only(self, rows: Integers) -> Readings:
        return Readings(
            kind=self.kind,
            slugs=tuple(self.slugs[row] for row in rows),
            signals=self.signals,
            profile=self.profile,
            values=self.values[rows],
            reliabilities=self.reliabilities[rows],
            noises=self.noises[rows],
            hideable=self.hideable,
            trusts=self.trusts,
            rated_from=self.rated_from,
            links=self.links[rows],
        )


@dataclass(frozen=True)
class Fit:
    """What is fitted for one kind: what stands in for the unknown, and how signals vary."""

    filling: Filling
    spread: Spread


def readings_gather() -> dict[str, Readings]:
    """Migrate and fill the empty database of this process, and read both kinds by the methodology in force."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("import_catalog", *[str(FIXTURES / name) for name in FILES])
    families_derive()
    as_of = latest_observation()
    return {kind: _readings(kind, as_of) for kind in get_args(Kind)}


def _readings(kind: Kind, as_of: date) -> Readings:
    methodology = methodology_get()
    last = Artifact.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    evidence = evidence_gather(methodology, kind, first_id=0, last_id=last, as_of=as_of)
    # By slug: ids depend on the order of the import.
    order = np.argsort([subject.slug for subject in evidence.subjects])
    signals = methodology.signals_of(kind)
    return Readings(
        kind=kind,
        slugs=tuple(evidence.subjects[row].slug for row in order),
        signals=tuple(signal.key for signal in signals),
        profile=methodology.profile(kind),
        values=evidence.values[order],
        reliabilities=evidence.reliabilities[order],
        noises=evidence.noises[order],
        hideable=np.array([not signal.counted_here and signal.trust > 0 for signal in signals]),
        trusts=np.array([signal.trust for signal in signals]),
        rated_from=methodology.rated_from,
        links=np.array(
            [link_errors(methodology.task_families, _results(evidence.readings.results[row])) for row in order]
        ),
    )


def _results(row: Sequence[Mapping[str, float] | None]) -> Mapping[str, float]:
    """Board results that the artifact's standing was made of."""
    return next(filter(None, row), {})


def fit(readings: Readings) -> Fit:
    """What the methodology in force states: fitted by it on the same catalog."""
    methodology = methodology_get()
    return Fit(methodology.filling(readings.kind), methodology.spread(readings.kind))
