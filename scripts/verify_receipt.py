"""Recomputes a score from its receipt, offline and with nothing but Python: `verify_receipt.py FILE [--sha256 HEX]`.

Everything that came out is derived again from what went in, and the document written again must have the same bytes.
Ends with 0 when it has, with 3 when something was changed, which it names, and with 2 when there is nothing to check.
The sha256 of the file is the receipt's address: give the one that you were told, since whoever changes a receipt can
seal it anew. docs/scoring.md of the project says what each field is.
"""

from __future__ import annotations

import argparse
import bisect
import hashlib
import json
import math
import re
import sys
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

VERIFIED, UNREADABLE, CHANGED = 0, 2, 3
MICRO, TENTH, UNIT = 1_000_000, 100_000, 10_000_000_000
OLDEST_FRESHNESS = 0.3
SEAL_DIGITS = 8
Document = dict[str, Any]
Components = list[tuple[Document, list[Document]]]


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def parts(document: Document) -> dict[str, Document]:
    flat = {name: document[name] for name in ("artifact", "run", "methodology", "result")}
    for name in ("components", "signals", "inputs"):
        flat |= {f"{name}/{key}": part for key, part in document[name].items()}
    return flat


def seal(path: str, name: str, value: Any) -> str:
    return hashlib.sha256(canonical([path, name, value])).hexdigest()[:SEAL_DIGITS]


def broken_seals(document: Document) -> list[str]:
    found, sealed = [], dict(document["seals"])
    for path, part in parts(document).items():
        digits = [seal(path, name, part[name]) for name in sorted(part)]
        kept = re.findall("." * SEAL_DIGITS, sealed.pop(path, ""))
        if len(kept) != len(digits):
            found.append(f"changed: {path}: a field was added, taken away or never sealed")
        else:
            found += [
                f"changed: {path}: {name}" for name, a, b in zip(sorted(part), digits, kept, strict=True) if a != b
            ]
    return found + [f"changed: {path}: taken away" for path in sealed]


def quantised(share: float) -> int:
    return round(min(max(share, 0.0), 1.0) * MICRO)


def value_of(given: Document, signal: Document) -> int:
    """From the raw figure through ln(1 + x / half point) and the knots; what has no half point is used as it is."""
    if signal["half_point"] is None:
        return int(given["value"])
    if given["state"] not in ("observed", "stale"):
        return 0
    x = math.log1p(max(float(given["raw"] or 0), 0.0) / float(signal["half_point"]))
    places, worth = ([float(knot[side]) for knot in signal["knots"]] for side in (0, 1))
    right = bisect.bisect_right(places, x)
    if right in (0, len(places)):
        return quantised(worth[right and -1])
    slope = (worth[right] - worth[right - 1]) / (places[right] - places[right - 1])
    return quantised(slope * (x - places[right - 1]) + worth[right - 1])


def reliability_of(given: Document, signal: Document, as_of: date) -> int:
    """Trust times freshness, or times the share that the receipt names; what is unknown or too old has none."""
    if given["state"] == "unknown":
        return 0
    trust = 1.0 if given["state"] == "absent" else signal["trust"] / MICRO
    if given["share"] is not None:
        return quantised(float(given["share"]) * trust)
    year, month, day = [*(int(part) for part in given["observed"].split("-") if part), 0, 0, 0][:3]
    age = float(max((as_of - date(year, month or 1, day or 1)).days, 0)) if year else 0.0
    longest = signal["max_age_days"]
    if longest is None:
        return quantised(trust)
    past_half = min(max((age / longest - 0.5) / 0.5, 0.0), 1.0)
    return quantised((0.0 if age > longest else 1.0 - (1.0 - OLDEST_FRESHNESS) * past_half) * trust)


class Outcome(NamedTuple):
    """What a formula gives: rows and total in millionths of a point, and how it makes tenths of such integers."""

    rows: list[Any]
    total: int
    coverage: list[int]
    own_coverage: int
    tenths: Callable[[int], Any]


def draft(components: Components, order: list[str]) -> Outcome:
    """Methodologies up to ur-0.2.0: IEEE doubles, in this order of operations."""
    rows, baselines, coverage, own, asked, total = dict.fromkeys(order, 0.0), [], [], 0.0, 0, 0.0
    for component, signals in components:
        prior, kappa = component["prior"] / MICRO, component["kappa"] / MICRO
        weight = 100 * (component["weight"] / MICRO)
        covered = sum(each["known"] for each in signals) / MICRO**2
        for each in signals:
            effective = each["known"] / MICRO**2 * ((1 + kappa) / (covered + kappa))
            rows[each["key"]] = weight * effective * (each["value"] / MICRO - prior)
        baselines.append(weight * prior)
        coverage.append(round(covered * MICRO))
        if from_outside := [each["known"] for each in signals if each["own_evidence"]]:
            own += component["weight"] * (sum(from_outside) / MICRO**2)
            asked += component["weight"]
    points = [*rows.values(), *baselines]
    for row in points:
        total += row
    exact = [row * MICRO for row in points]
    return Outcome(exact, round(total * MICRO), coverage, round(own / asked * MICRO), lambda part: part / (MICRO / 10))


def filled(components: Components, order: list[str]) -> Outcome:
    """Methodologies from ur-1.0.0 on: integers alone, `//` rounds down. Rows are in `UNIT`ths of a millionth."""
    rows, baselines, coverage, own, asked = dict.fromkeys(order, 0), [], [], 0, 0
    for component, signals in components:
        for each in signals:
            each["away"] = each["value"] - each["prior"]
        covered = sum(each["known"] for each in signals)
        moved = sum(each["known"] * each["away"] // each["scale"] for each in signals)
        room = [(MICRO - each["prior"] if moved > 0 else each["prior"]) * MICRO // each["scale"] for each in signals]
        divisor = max((covered + component["kappa"] * MICRO) // 1000, abs(moved) // 1000 * MICRO // min(room))
        spoken = sum((each["weight"] * MICRO - each["known"]) * each["scale"] for each in signals) // divisor
        for each in signals:
            effective = (each["known"] + each["known"] // 1000 * spoken // each["scale"]) // 1000
            rows[each["key"]] = component["weight"] * (effective * each["away"] // 1000)
        baselines.append(component["weight"] * sum(each["weight"] * each["prior"] for each in signals))
        coverage.append(halves_up(covered, MICRO))
        if from_outside := [each["known"] for each in signals if each["own_evidence"]]:
            own += component["weight"] * sum(from_outside)
            asked += component["weight"]
    points = [*rows.values(), *baselines]
    exact = [Fraction(row, UNIT) for row in points]
    total, own_coverage = halves_up(sum(points), UNIT), halves_up(own, asked * MICRO)
    return Outcome(exact, total, coverage, own_coverage, lambda part: Fraction(part, TENTH))


FORMULAS = {"draft": draft, "filled": filled}


def halves_up(numerator: int, denominator: int) -> int:
    return (numerator + denominator // 2) // denominator


def apportioned(shares: list[Any], total: int) -> list[int]:
    """Rounded down, and the missing units handed to the largest remainders, the first of equal ones first."""
    floors = [math.floor(share) for share in shares]
    turns, rest = divmod(total - sum(floors), len(shares))
    for rank, place in enumerate(sorted(range(len(shares)), key=lambda place: floors[place] - shares[place])):
        floors[place] += turns + (rank < rest)
    return floors


def result_of(document: Document) -> Document:
    """Rounded from the total to components to rows, so that all of them add up."""
    methodology, signals, inputs = document["methodology"], document["signals"], document["inputs"]
    order, keys = methodology["signals"], methodology["components"]
    rows = [{**signals[key], **inputs[key], "key": key} for key in order]
    for row in rows:
        row["known"] = row["weight"] * row["reliability"]
    components = [(document["components"][key], [row for row in rows if row["component"] == key]) for key in keys]
    outcome = FORMULAS[methodology["formula"]](components, order)
    total = min(max(outcome.total, 0), 100 * MICRO)
    points, tenths = apportioned(outcome.rows, total), [0] * len(outcome.rows)
    component_of = [row["component"] for row in rows] + keys
    columns = [[at for at, own in enumerate(component_of) if own == key] for key in keys]
    sums = [sum(points[at] for at in own) for own in columns]
    component_tenths = apportioned([outcome.tenths(part) for part in sums], halves_up(total, TENTH))
    for own, share in zip(columns, component_tenths, strict=True):
        for at, tenth in zip(own, apportioned([outcome.tenths(points[at]) for at in own], share), strict=True):
            tenths[at] = tenth
    values = [
        part * MICRO // (100 * component["weight"]) for part, (component, _) in zip(sums, components, strict=True)
    ]
    numbers = {"points": points, "values": [row["value"] for row in rows]}
    numbers["reliabilities"] = [row["reliability"] for row in rows]
    return {
        "rated": outcome.own_coverage >= methodology["rated_from"],
        "score": total,
        "score_tenths": halves_up(total, TENTH),
        "own_coverage": outcome.own_coverage,
        "coverage": outcome.coverage,
        "component_values": [min(max(value, 0), MICRO) for value in values],
        "component_tenths": component_tenths,
        "points": points,
        "tenths": tenths,
        "digest": hashlib.sha256(canonical(numbers)).hexdigest(),
    }


def recomputed(document: Document) -> tuple[Document, list[str]]:
    """The document with everything derived anew, and what differs, by the field that does not follow."""
    again, said = json.loads(json.dumps(document)), []
    as_of = date.fromisoformat(document["run"]["as_of"])
    for key in document["methodology"]["signals"]:
        given, signal = again["inputs"][key], again["signals"][key]
        derived = {"value": value_of(given, signal), "reliability": reliability_of(given, signal, as_of)}
        said += [
            f"inputs/{key}: {field} is {given[field]}, and {found} follows from the raw input"
            for field, found in derived.items()
            if given[field] != found
        ]
        given |= derived
    stated = document["result"]
    again["result"] = {**stated, **result_of(again)}
    return again, said + [
        f"result: {field} is {stated.get(field)}, and {found} follows from the inputs"
        for field, found in again["result"].items()
        if stated.get(field) != found
    ]


def verify(raw: bytes, address: str) -> tuple[int, list[str]]:
    """The exit code and what to say."""
    problems: list[str] = []
    try:
        document = json.loads(raw)
        methodology, result = document["methodology"], document["result"]
        if document["format"] != "receipt-1" or methodology["formula"] not in FORMULAS:
            return UNREADABLE, [f"{document['format']}, {methodology['formula']}: none that this script knows"]
        problems += broken_seals(document)
        again, said = recomputed(document)
    except (ArithmeticError, AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        whole = [f"not a whole receipt ({type(error).__name__}: {error}): fetch it again"]
        return (CHANGED, problems) if problems else (UNREADABLE, whole)
    problems += said
    digest = hashlib.sha256(raw).hexdigest()
    if not problems and canonical(again) != raw:
        problems.append("the bytes are not in canonical form: keep the file as it was sent")
    if address and digest != address:
        problems.append(f"its address is {digest}, and you asked for {address}")
    if problems:
        return CHANGED, problems
    score = f"{result['score_tenths'] / 10:.1f} of 100" if result["rated"] else "Unrated"
    stand = f"as of {document['run']['as_of']}, {methodology['version']} (sha256 {methodology['sha256']})"
    hint = "" if address else "; compare it with the one that you were told"
    return VERIFIED, [f"verified: {document['artifact']['slug']}, {score}, {stand}", f"address {digest}{hint}"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", help="the receipt as it was sent; - reads it from standard input")
    parser.add_argument("--sha256", default="", help="the address that you were told")
    given = parser.parse_args()
    if given.sha256 and not re.fullmatch("[0-9a-f]{64}", given.sha256):
        parser.error("--sha256 takes the 64 digits of an address")
    try:
        raw = sys.stdin.buffer.read() if given.file == "-" else Path(given.file).read_bytes()
    except OSError as error:
        print(f"{given.file}: {error.strerror}", file=sys.stderr)
        return UNREADABLE
    code, lines = verify(raw, given.sha256)
    print("\n".join(lines), file=sys.stderr if code else sys.stdout)
    return code


if __name__ == "__main__":
    sys.exit(main())
