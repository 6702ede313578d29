"""Recomputes a score from its receipt, offline and with nothing but Python: `verify_receipt.py FILE [--sha256 HEX]`.

A receipt holds every input of one score and what came out. This derives the outcome again, writes the document again
and compares the bytes. It ends with 0 when they are equal, with 3 when something was changed, which it names, and
with 2 when there is nothing to check. The sha256 of the file is the receipt's address: give the one you were told,
since whoever changes a receipt can seal it anew. docs/scoring.md says what each field is.
"""

from __future__ import annotations

import argparse
import bisect
import hashlib
import json
import math
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

VERIFIED, UNREADABLE, CHANGED = 0, 2, 3
FORMAT = "receipt-1"
MICRO = 1_000_000
OLDEST_FRESHNESS = 0.3
SEAL_DIGITS = 8

Document = dict[str, Any]


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
    """Fields that are not what was sealed, as `part: field`."""
    found = []
    sealed = document["seals"]
    for path, part in parts(document).items():
        digits = [seal(path, name, part[name]) for name in sorted(part)]
        kept = re.findall("." * SEAL_DIGITS, sealed.get(path, ""))
        if len(kept) != len(digits):
            found.append(f"{path}: a field was added, taken away or not sealed")
            continue
        found += [f"{path}: {name}" for name, a, b in zip(sorted(part), digits, kept, strict=True) if a != b]
    return found + [f"{path}: taken away" for path in sorted(set(sealed) - set(parts(document)))]


def quantised(share: float) -> int:
    return round(min(max(share, 0.0), 1.0) * MICRO)


def value_of(given: Document, signal: Document) -> int:
    """From the raw figure through ln(1 + x / half point) and the knots; what has no half point is used as it is."""
    if signal["half_point"] is None:
        return int(given["value"])
    if given["state"] not in ("observed", "stale"):
        return 0
    place = math.log1p(max(float(given["raw"] or 0), 0.0) / float(signal["half_point"]))
    places, worth = ([float(knot[side]) for knot in signal["knots"]] for side in (0, 1))
    if place >= places[-1]:
        return quantised(worth[-1])
    right = bisect.bisect_right(places, place)
    if right == 0:
        return quantised(worth[0])
    slope = (worth[right] - worth[right - 1]) / (places[right] - places[right - 1])
    return quantised(slope * (place - places[right - 1]) + worth[right - 1])


def reliability_of(given: Document, signal: Document, as_of: date) -> int:
    """Trust times freshness, or times the share that the receipt names; a figure too old to count has none."""
    if given["state"] == "unknown":
        return 0
    trust = 1.0 if given["state"] == "absent" else signal["trust"] / MICRO
    if given["share"] is not None:
        return quantised(float(given["share"]) * trust)
    year, month, day = [*(int(part) for part in given["observed"].split("-") if part), 0, 0, 0][:3]
    age = float(max((as_of - date(year, month or 1, day or 1)).days, 0)) if year else 0.0
    return quantised(freshness(age, signal["max_age_days"]) * trust)


def freshness(age: float, longest: int | None) -> float:
    if longest is None:
        return 1.0
    if age > longest:
        return 0.0
    return 1.0 - (1.0 - OLDEST_FRESHNESS) * min(max((age / longest - 0.5) / 0.5, 0.0), 1.0)


def apportioned(shares: list[float], total: int) -> list[int]:
    """Rounded down, and the missing units handed to the largest remainders, the first of equal ones first."""
    floors = [math.floor(share) for share in shares]
    order = sorted(range(len(shares)), key=lambda place: -(shares[place] - floors[place]))
    turns, rest = divmod(total - sum(floors), len(shares))
    for rank, place in enumerate(order):
        floors[place] += turns + (rank < rest)
    return floors


def common_prior(document: Document) -> tuple[list[float], list[int]]:
    """Methodologies ur-0: points of every row as IEEE doubles, in this order of operations, and coverage."""
    methodology, signals, inputs = document["methodology"], document["signals"], document["inputs"]
    rows = dict.fromkeys(methodology["signals"], 0.0)
    baselines, coverage = [], []
    for key in methodology["components"]:
        component = document["components"][key]
        own = [name for name in methodology["signals"] if signals[name]["component"] == key]
        known = {name: signals[name]["weight"] * inputs[name]["reliability"] for name in own}
        covered = sum(known.values()) / MICRO**2
        prior, kappa = component["prior"] / MICRO, component["kappa"] / MICRO
        weight = 100 * (component["weight"] / MICRO)
        for name in own:
            effective = known[name] / MICRO**2 * ((1 + kappa) / (covered + kappa))
            rows[name] = weight * effective * (inputs[name]["value"] / MICRO - prior)
        baselines.append(weight * prior)
        coverage.append(round(covered * MICRO))
    return [*rows.values(), *baselines], coverage


FORMULAS = {"common-prior": common_prior}


def result_of(document: Document) -> Document:
    methodology, signals, inputs = document["methodology"], document["signals"], document["inputs"]
    rows, coverage = FORMULAS[methodology["formula"]](document)
    exact = 0.0
    for row in rows:
        exact += row
    total = min(max(round(exact * MICRO), 0), 100 * MICRO)
    points = apportioned([row * MICRO for row in rows], total)
    component_of = [signals[name]["component"] for name in methodology["signals"]] + methodology["components"]
    columns = [[at for at, own in enumerate(component_of) if own == key] for key in methodology["components"]]
    sums = [sum(points[at] for at in own) for own in columns]
    total_tenths = (total + 50_000) // 100_000
    component_tenths = apportioned([part / (MICRO / 10) for part in sums], total_tenths)
    tenths = [0] * len(points)
    for own, share in zip(columns, component_tenths, strict=True):
        for at, tenth in zip(own, apportioned([points[at] / (MICRO / 10) for at in own], share), strict=True):
            tenths[at] = tenth
    weights = [document["components"][key]["weight"] for key in methodology["components"]]
    numbers = {
        "points": points,
        "reliabilities": [inputs[name]["reliability"] for name in methodology["signals"]],
        "values": [inputs[name]["value"] for name in methodology["signals"]],
    }
    own_coverage = own_coverage_of(document)
    return {
        "rated": own_coverage >= methodology["rated_from"],
        "score": total,
        "score_tenths": total_tenths,
        "own_coverage": own_coverage,
        "coverage": coverage,
        "component_values": [
            min(max(part * MICRO // (100 * weight), 0), MICRO) for part, weight in zip(sums, weights, strict=True)
        ],
        "component_tenths": component_tenths,
        "points": points,
        "tenths": tenths,
        "digest": hashlib.sha256(canonical(numbers)).hexdigest(),
    }


def own_coverage_of(document: Document) -> int:
    """Known share of what rests on the world's evidence, weighed by the components."""
    known, asked = 0.0, 0
    for key in document["methodology"]["components"]:
        weight = document["components"][key]["weight"]
        own = [
            name
            for name in document["methodology"]["signals"]
            if document["signals"][name]["component"] == key and document["signals"][name]["own_evidence"]
        ]
        if own:
            part = sum(document["signals"][name]["weight"] * document["inputs"][name]["reliability"] for name in own)
            known += weight * (part / MICRO**2)
            asked += weight
    return round(known / asked * MICRO)


def recomputed(document: Document) -> tuple[Document, list[str]]:
    """The document with everything derived anew, and what differs, named by the field that it follows from."""
    again = json.loads(json.dumps(document))
    as_of = date.fromisoformat(document["run"]["as_of"])
    said = []
    for name in document["methodology"]["signals"]:
        given, signal = again["inputs"][name], again["signals"][name]
        for field, derived in (
            ("value", value_of(given, signal)),
            ("reliability", reliability_of(given, signal, as_of)),
        ):
            if given[field] != derived:
                said.append(f"inputs/{name}: {field} is {given[field]}, and {derived} follows from the raw input")
                given[field] = derived
    result = result_of(again)
    said += [
        f"result: {field} is {document['result'].get(field)}, and {derived} follows from the inputs"
        for field, derived in result.items()
        if document["result"].get(field) != derived
    ]
    return {**again, "result": result}, said


def verify(raw: bytes, address: str) -> tuple[int, list[str]]:
    """The exit code and what to say."""
    broken: list[str] = []
    try:
        document = json.loads(raw)
        formula = document["methodology"]["formula"]
        if document["format"] != FORMAT or formula not in FORMULAS:
            return UNREADABLE, [f"{document['format']} with the formula {formula} is none that this script knows"]
        broken = [f"changed: {field}" for field in broken_seals(document)]
        again, said = recomputed(document)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, ZeroDivisionError, OverflowError) as error:
        if broken:
            return CHANGED, broken
        return UNREADABLE, [f"not a whole receipt ({type(error).__name__}: {error}): fetch it again"]
    problems = broken + said
    digest = hashlib.sha256(raw).hexdigest()
    if not problems and canonical(again) != raw:
        problems.append("the bytes are not in canonical form: keep the file as it was sent, without formatting")
    if address and digest != address:
        problems.append(f"its address is {digest}, and you asked for {address}")
    if problems:
        return CHANGED, problems
    shown = f"{document['result']['score_tenths'] / 10:.1f} of 100" if document["result"]["rated"] else "Unrated"
    methodology = document["methodology"]
    return VERIFIED, [
        f"verified: {document['artifact']['slug']}, {shown}, as of {document['run']['as_of']},"
        f" methodology {methodology['version']} (sha256 {methodology['sha256']})",
        f"address {digest}" + ("" if address else "; compare it with the one you were given"),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", help="the receipt as it was sent; - reads it from standard input")
    parser.add_argument("--sha256", default="", help="the address that you were given")
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
