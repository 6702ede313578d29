"""How often verdicts are right (E13), as tables of Markdown."""

from __future__ import annotations

from typing import Any

from evaluation.cells import table
from scoring.formula.paired import CLEAR_FROM


def honesty(each: dict[str, Any]) -> list[str]:
    kind, outcomes = each["kind"], ("clear", "leans", "too close")
    truths = (("simulated", "simulated"), ("hidden half of the figures", "hidden"))
    right = table(
        (f"{kind}: truths", *[f"{outcome}: right (n)" for outcome in outcomes], "calibration error"),
        (
            [name, *[_right(each[key]["right"], outcome) for outcome in outcomes], each[key]["calibration_error"]]
            for name, key in truths
        ),
    )
    named = ("clear", "leans", "too close to call")
    floor = f"with the coverage floor of {CLEAR_FROM:.2f}"
    rules = ((floor, "outcomes"), ("by probability alone", "without_coverage_floor"))
    said = table(
        (f"{kind}: {each['pairs']} same-job pairs", *named),
        ([name, *[f"{each[key][outcome]:.1%}" for outcome in named]] for name, key in rules),
    )
    strata = table(
        (f"{kind}: truths", "coverage of the less known", *[f"{outcome}: right (n)" for outcome in outcomes], "error"),
        (
            [name, f"{row['coverage'][0]:.2f} to {min(row['coverage'][1], 1):.2f}"]
            + [_right(row["right"], outcome) for outcome in outcomes]
            + [row["calibration_error"]]
            for name, key in truths
            for row in each[key]["strata"]
        ),
    )
    ordered = sorted(each["abstention_if_known"].items(), key=lambda item: item[1])
    carried = ", ".join(f"`{name}` {share:.1%}" for name, share in ordered)
    return [
        right,
        strata,
        said,
        *_linked(each["linked"]),
        f"Abstention by probability if one figure were known of everybody: {carried}.",
    ]


def _linked(each: dict[str, Any] | None) -> list[str]:
    if each is None:
        return []
    named = ("clear", "leans", "too close to call")
    low, middle, high = each["sd_evidence_ratio"]
    shown = table(
        (f"{each['pairs']} pairs of {each['artifacts']} models that rest on links", *named),
        (
            [name, *[f"{each[key][outcome]:.1%}" for outcome in named]]
            for name, key in (("links cancelled", "cancelled"), ("links counted twice", "counted_twice"))
        ),
    )
    return [shown, f"The deviation of evidence is {low} to {high} times that without, {middle} in the median."]


def _right(found: dict[str, Any], outcome: str) -> str:
    return f"{found[outcome]['share']:.1%} ({found[outcome]['n']})" if outcome in found else ""
