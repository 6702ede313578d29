"""A second implementation of the score, written from docs/scoring.md: public JSON in, the shown numbers out.

It knows the two formulas by their description, uses exact fractions, and imports nothing of this project.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor

MICRO = 10**6


def recompute(methodology, score):
    """The total and the points of every row, in the order of the answer, from `value` and `reliability` alone."""
    kind, rows = score["kind"], score["rows"]
    signals = {signal["key"]: signal for signal in methodology["signals"] if signal["kind"] == kind}
    exact, component_of = {}, {row["key"]: row["component"] for row in rows}
    for component in methodology["components"]:
        own = [row for row in rows if row["component"] == component["key"] and row["key"] in signals]
        weight = 100 * micro(component["weights"][kind])
        formula = filled if methodology.get("formula", "draft") == "filled" else draft
        exact |= {key: weight * points for key, points in formula(component, own, signals, kind).items()}
    order = list(signals) + [f"baseline:{component['key']}" for component in methodology["components"]]
    total = nearest(sum(exact.values()) * MICRO)
    points = apportion({key: exact[key] * MICRO for key in order}, total)
    tenths = floor(Fraction(total, 100_000) + Fraction(1, 2))
    parts = {
        component["key"]: Fraction(sum(points[key] for key in order if component_of[key] == component["key"]), 100_000)
        for component in methodology["components"]
    }
    shown = {}
    for key, whole in apportion(parts, tenths).items():
        shown |= apportion({row: Fraction(points[row], 100_000) for row in order if component_of[row] == key}, whole)
    return tenths / 10, [shown[row["key"]] / 10 for row in rows]


def draft(component, rows, signals, kind):
    """Up to ur-0.2.0: one prior and one kappa a component. Points of 1 by row, before the weight of the component."""
    prior, kappa = micro(component["prior"]), micro(component["kappa"])
    known = {row["key"]: micro(signals[row["key"]]["weight"]) * Fraction(row["reliability"], MICRO) for row in rows}
    more = (1 + kappa) / (sum(known.values()) + kappa)
    points = {row["key"]: known[row["key"]] * more * (Fraction(row["value"], MICRO) - prior) for row in rows}
    return {**points, f"baseline:{component['key']}": prior}


def filled(component, rows, signals, kind):
    """From ur-1.0.0 on: a prior and a scale a signal, in integers that round down."""
    weight, prior, scale = (
        {row["key"]: round(signals[row["key"]][name] * MICRO) for row in rows} for name in ("weight", "prior", "scale")
    )
    known = {row["key"]: weight[row["key"]] * row["reliability"] for row in rows}
    away = {row["key"]: row["value"] - prior[row["key"]] for row in rows}
    moved = sum(known[key] * away[key] // scale[key] for key in known)
    bound = min((MICRO - prior[key] if moved > 0 else prior[key]) * MICRO // scale[key] for key in known)
    spread = (sum(known.values()) + round(component["kappas"][kind] * MICRO) * MICRO) // 1000
    unknown = sum((weight[key] * MICRO - known[key]) * scale[key] for key in known)
    spoken = unknown // max(spread, abs(moved) // 1000 * MICRO // bound)
    effective = {key: (known[key] + known[key] // 1000 * spoken // scale[key]) // 1000 for key in known}
    points = {key: Fraction(effective[key] * away[key] // 1000, MICRO**2) for key in known}
    return {**points, f"baseline:{component['key']}": Fraction(sum(weight[k] * prior[k] for k in known), MICRO**2)}


def apportion(parts, total):
    """Rounded down, and what is missing handed to the largest remainders, the first of equal ones first."""
    rounded = {key: floor(part) for key, part in parts.items()}
    turns, rest = divmod(total - sum(rounded.values()), len(parts))
    largest = sorted(parts, key=lambda key: rounded[key] - parts[key])
    return {key: rounded[key] + turns + (key in largest[:rest]) for key in parts}


def micro(share):
    return Fraction(round(share * MICRO), MICRO)


def nearest(number):
    return min(max(floor(number + Fraction(1, 2)), 0), 100 * MICRO)
