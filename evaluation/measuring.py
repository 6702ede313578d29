"""All measurements in their order, as one JSON object."""

from __future__ import annotations

import sys
import time
from typing import Any

from django.core.management import call_command

from catalog.models import Artifact
from evaluation import alignment, match_farms, match_learning, searching
from evaluation.boards import agreement
from evaluation.honesty import honesty
from evaluation.intervals import calibration
from evaluation.links import links
from evaluation.missing import one_truth, own_order
from evaluation.noise import drift
from evaluation.quality import composition, one_harness
from evaluation.readings import SEED, Fit, fit, readings_gather
from evaluation.results import catalog_read
from evaluation.robustness import fairness, robustness
from evaluation.transforms import transforms
from scoring.methodology import methodology_get


def measure() -> dict[str, Any]:
    """Run everything; tells on standard error what it is at."""
    methodology = methodology_get()
    readings = _timed("readings", readings_gather)
    catalog = _timed("results", catalog_read)
    fits = {kind: fit(each) for kind, each in readings.items()}
    kinds = sorted(readings)
    return {
        "methodology": {"version": methodology.version, "sha256": methodology.sha256},
        "seed": SEED,
        "searching": _timed("searching", searching.measure),
        "alignment": _timed("alignment", alignment.measure),
        "match_graph": match_graph_measure(),
        "transforms": transforms(catalog),
        "links": _timed("links", lambda: links(catalog)),
        "agreement": _timed("agreement", lambda: agreement(catalog)),
        "composition": _timed("composition", lambda: composition(catalog, readings["model"])),
        "one_harness": _timed("one harness", lambda: one_harness(catalog.boards["timm"])),
        "missing_data": {
            "one_truth": [row for kind in kinds for row in one_truth(readings[kind], fits[kind])],
            "own_order": [row for kind in kinds for row in own_order(readings[kind], fits[kind])],
        },
        "fits": {kind: _numbers(fits[kind], readings[kind].signals) for kind in kinds},
        "calibration": [
            _timed(f"calibration, {kind}", lambda kind=kind: calibration(readings[kind], fits[kind])) for kind in kinds
        ],
        "drift": drift(),
        "robustness": [
            _timed(f"robustness, {kind}", lambda kind=kind: robustness(readings[kind], fits[kind])) for kind in kinds
        ],
        "fairness": fairness(readings, fits),
        "honesty": [
            _timed(f"honesty, {kind}", lambda kind=kind: honesty(readings[kind], fits[kind])) for kind in kinds
        ],
    }


def searching_measure() -> dict[str, Any]:
    """How well search finds, alone; the database of this process is filled where it is empty."""
    call_command("migrate", interactive=False, verbosity=0)
    if not Artifact.objects.exists():
        readings_gather()
    return searching.measure()


def match_graph_measure() -> dict[str, Any]:
    """What clicks teach and what farms reach; needs no database."""
    return {
        "learning": _timed("match graph", match_learning.measure),
        "farms": _timed("farms", match_farms.measure),
    }


# What may be measured alone.
PARTS = {"searching": searching_measure, "match_graph": match_graph_measure}


def _timed(name: str, work: Any) -> Any:
    started = time.perf_counter()
    found = work()
    sys.stderr.write(f"{name}: {time.perf_counter() - started:.0f} s\n")
    return found


def _numbers(each: Fit, signals: tuple[str, ...]) -> dict[str, Any]:
    """The fit as plain numbers, as a methodology document would hold them."""
    filling, spread = each.filling, each.spread
    return {
        "signals": {
            signal: {
                "prior": round(float(filling.priors[number]), 6),
                "scale": round(float(filling.scales[number]), 6),
                "sd": round(float(spread.sds[number]), 6),
                "noise": round(float(spread.noises[number]), 6),
            }
            for number, signal in enumerate(signals)
        },
        "kappas": [float(kappa) for kappa in filling.kappas],
        "shared": [round(float(shared), 6) for shared in spread.shared],
    }
