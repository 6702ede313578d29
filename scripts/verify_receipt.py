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
from typing import Any

VERIFIED, UNREADABLE, CHANGED = 0, 2, 3
MICRO, TENTH, UNIT = 1_000_000, 100_000, 10_000_000_000
OLDEST_FRESHNESS, LOGIT_EDGE, SEAL_DIGITS = 0.3, 0.005, 8
FORMATS = ("receipt-1", "receipt-2")
Document = dict[str, Any]
Components = list[tuple[Document, list[Document]]]
# Rows and total in millionths of a point, coverage, own coverage, and how tenths are made of such integers.
Outcome = tuple[list[Any], int, list[int], int, Callable[[int], Any]]


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def parts(document: Document) -> dict[str, Document]:
    flat = {name: document[name] for name in ("artifact", "run", "methodology", "result")}
    for name in ("components", "signals", "inputs", "boards", "scales"):
        flat |= {f"{name}/{key}": part for key, part in document.get(name, {}).items()}
    return flat


def seal(path: str, name: str, value: Any) -> str:
    return hashlib.sha256(canonical([path, name, value])).hexdigest()[:SEAL_DIGITS]


def broken_seals(document: Document) -> list[str]:
    found, sealed = [], dict(document["seals"])
    for path, part in parts(document).items():
        digits = [seal(path, name, part[name]) for name in sorted(part)]
        kept = re.findall("." * SEAL_DIGITS, sealed.pop(path, ""))
        pairs = zip(sorted(part), digits, kept, strict=False)
        wrong = [name for name, now, then in pairs if now != then]
        wrong = wrong if len(kept) == len(digits) else ["a field was added, taken away or never sealed"]
        found += [f"changed: {path}: {name}" for name in wrong]
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
    return quantised(on_knots(x, signal["knots"]))


def on_knots(x: float, knots: list[list[str]]) -> float:
    places, worth = ([float(knot[side]) for knot in knots] for side in (0, 1))
    right = bisect.bisect_right(places, x)
    if right in (0, len(places)):
        return worth[right and -1]
    slope = (worth[right] - worth[right - 1]) / (places[right] - places[right - 1])
    return slope * (x - places[right - 1]) + worth[right - 1]


def logit(share: float) -> float:
    inside = min(max(share, LOGIT_EDGE), 1 - LOGIT_EDGE)
    return math.log(inside / (1 - inside))


def figure_of(board: Document, results: Document) -> tuple[float, float]:
    """A board's figure, and the variance of what the tests that were not run would add to it."""
    tests = {key: [float(number) for number in numbers] for key, numbers in board["tests"].items()}
    center, whole = (sum(test[2] * test[at] for test in tests.values()) for at in (3, 4))
    reach = sum(test[2] * test[4] for key, test in tests.items() if key in results)
    above = missing = 0.0
    for key, (chance, maximum, weight, middle, _, noise) in tests.items():
        if key in results:
            share = (float(results[key]) - chance) / (maximum - chance)
            above += ((logit(share) if board["test_transform"] == "logit" else share) - middle) * weight
        missing += ((weight / reach if key in results else 0.0) - weight / whole) ** 2 * noise**2
    if board["figure_transform"] != "logit":
        return center + above / reach, missing
    # The slope of the logit is 1 / p (1 - p), which is 2 + 2 cosh(logit p).
    return logit(center + above / reach), missing * (2 + 2 * math.cosh(logit(center))) ** 2


def theta_of(boards: list[Document], results: Document) -> float:
    """What each board says, weighed by its precision and drawn to the middle of the boards that list it."""
    pulled = whole = squares = means = 0.0
    for board in boards:
        location, slope, noise, mean, sd = (float(board[key]) for key in ("location", "slope", "noise", "mean", "sd"))
        figure, missing = figure_of(board, results)
        precision = 1 / (noise**2 + missing / slope**2)
        pulled, whole = pulled + precision * (figure - location) / slope, whole + precision
        squares, means = squares + sd**2 / len(boards), means + mean / len(boards)
    return round((pulled + means / squares) / (whole + 1 / squares) * MICRO) / MICRO


def standing_of(document: Document, results: Document) -> Document:
    """Theta on the first scale, and the mean of the values on all scales on which it stands."""
    found = []
    for family, scale in sorted(document["scales"].items(), key=lambda item: item[1]["place"]):
        theta = theta_of([board for path, board in document["boards"].items() if path.split("/")[0] == family], results)
        found.append((theta, on_knots(theta, scale["knots"])))
    return {"raw": repr(found[0][0]), "value": quantised(sum(value for _, value in found) / len(found))}


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
    for row in (*rows.values(), *baselines):
        total += row
    exact = [row * MICRO for row in (*rows.values(), *baselines)]
    return exact, round(total * MICRO), coverage, round(own / asked * MICRO), lambda part: part / (MICRO / 10)


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
    exact, own_coverage = [Fraction(row, UNIT) for row in points], halves_up(own, asked * MICRO)
    return exact, halves_up(sum(points), UNIT), coverage, own_coverage, lambda part: Fraction(part, TENTH)


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
    rows = [{**row, "known": row["weight"] * row["reliability"]} for row in rows]
    components = [(document["components"][key], [row for row in rows if row["component"] == key]) for key in keys]
    exact, total, coverage, own_coverage, in_tenths = FORMULAS[methodology["formula"]](components, order)
    total = min(max(total, 0), 100 * MICRO)
    points, tenths = apportioned(exact, total), [0] * len(exact)
    component_of = [row["component"] for row in rows] + keys
    columns = [[at for at, own in enumerate(component_of) if own == key] for key in keys]
    sums = [sum(points[at] for at in own) for own in columns]
    component_tenths = apportioned([in_tenths(part) for part in sums], halves_up(total, TENTH))
    for own, share in zip(columns, component_tenths, strict=True):
        for at, tenth in zip(own, apportioned([in_tenths(points[at]) for at in own], share), strict=True):
            tenths[at] = tenth
    values = [part * MICRO // (100 * each["weight"]) for part, (each, _) in zip(sums, components, strict=True)]
    given = {"values": [row["value"] for row in rows], "reliabilities": [row["reliability"] for row in rows]}
    return {
        "rated": own_coverage >= methodology["rated_from"],
        "score": total,
        "score_tenths": halves_up(total, TENTH),
        "own_coverage": own_coverage,
        "coverage": coverage,
        "component_values": [min(max(value, 0), MICRO) for value in values],
        "component_tenths": component_tenths,
        "points": points,
        "tenths": tenths,
        "digest": hashlib.sha256(canonical({**given, "points": points})).hexdigest(),
    }


def recomputed(document: Document) -> tuple[Document, list[str]]:
    """The document with everything derived anew, and what differs, by the field that does not follow."""
    again, said = json.loads(json.dumps(document)), []
    as_of = date.fromisoformat(document["run"]["as_of"])
    for key, given in again["inputs"].items():
        signal = again["signals"][key]
        derived = {"value": value_of(given, signal), "reliability": reliability_of(given, signal, as_of)}
        derived |= standing_of(document, given["results"]) if "results" in given else {}
        said += differing(f"inputs/{key}", given, derived, "raw input")
        given.update(derived)
    again["result"] = {**document["result"], **result_of(again)}
    return again, said + differing("result", document["result"], again["result"], "inputs")


def differing(where: str, stated: Document, found: Document, source: str) -> list[str]:
    wrong = {name: value for name, value in found.items() if stated.get(name) != value}
    return [f"{where}: {name} is {stated.get(name)}, and {wrong[name]} follows from the {source}" for name in wrong]


def verify(raw: bytes, address: str) -> tuple[int, list[str]]:
    """The exit code and what to say."""
    problems: list[str] = []
    try:
        document = json.loads(raw)
        methodology, result = document["methodology"], document["result"]
        if document["format"] not in FORMATS or methodology["formula"] not in FORMULAS:
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
    told = f"address {digest}{'' if address else '; compare it with the one that you were told'}"
    return VERIFIED, [f"verified: {document['artifact']['slug']}, {score}, {stand}", told]


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
        parser.error(f"{given.file}: {error.strerror}")
    code, lines = verify(raw, given.sha256)
    print("\n".join(lines), file=sys.stderr if code else sys.stdout)
    return code


if __name__ == "__main__":
    sys.exit(main())
